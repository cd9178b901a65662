"""Warns of requests, and the secrets that they carry, that go to another host.

Needs: the changes that are applied. Adds: warnings. Runs late, since it only looks.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from hookops.model.change import Change, FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def warn_new_hosts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each address that is moved to another host."""
    found = [warning for change in draft.changes for warning in _warnings(change)]
    return replace(draft, warnings=(*draft.warnings, *found))


def _warnings(change: Change) -> Iterator[Diagnostic]:
    for field in change.fields:
        if change.after is not None and _is_moved(field):
            yield Diagnostic(
                "new-host",
                f"{change.key}: Okta will send its requests, and the hook's secret, "
                f"to another host: {urlsplit(field.after).netloc}",
                field.mark or change.after.origin.start,
                severity="warning",
            )


def _is_moved(field: FieldChange) -> bool:
    """Whether an address in use gets another host by an edit in Git.

    Back to the host that was last applied, after an edit in Okta, is no news to anybody.
    """
    # Both addresses carry a credential: the service's and the token server's.
    address = field.path[-1] in ("uri", "tokenUrl")
    if not (address and field.before and field.after) or field.side == "okta":
        return False
    return urlsplit(field.before).netloc != urlsplit(field.after).netloc
