"""The public half of a managed key, by reading alone."""

from collections.abc import Mapping

from hookops.kinds import KEYS
from hookops.model.errors import InvalidInput
from hookops.model.resource import Actual, Json, Key
from hookops.okta.public_key import read_public_key
from hookops.workflow.run import Run


def public_key(run: Run, name: str) -> tuple[Actual, Mapping[str, Json]]:
    """The hook key of that name in Git, and its public half. Raises: InvalidInput."""
    key = Key(KEYS.name, name)
    managed = run.ledger_store.read().managed.get(key)
    if managed is None:
        # Declared and not applied is the usual case: a key has a public half once Okta made it.
        declared = key in run.desired
        hint = "hookops apply makes it" if declared else "is it declared, as kind: HookKey?"
        raise InvalidInput(f"hookops manages no hook key {name}", hint)
    return read_public_key(run.session, KEYS, managed.id)
