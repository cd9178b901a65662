"""Whether the ledger can be read, is that of this org, and can be locked."""

from collections.abc import Iterator

from hookops.ledger.none import NoLedger
from hookops.ledger.owner import LeaseHeld
from hookops.ledger.store import CheckableStore
from hookops.model.errors import GuardError, HookopsError
from hookops.model.resource import Ledger
from hookops.model.text import plural, show
from hookops.okta.organization import Metadata
from hookops.report.doctor.value import Check, problem
from hookops.workflow.doctor.subject import Subject


def check(subject: Subject, metadata: Metadata | None) -> Iterator[Check]:
    """The ledger and its lock; nothing is written, and no apply is kept out."""
    store = subject.ledger
    if store is None:
        unseen = "not looked at: see above"
        yield from (Check(name, "unknown", unseen) for name in ("ledger", "ledger lock"))
        return
    yield _check_stored(store, metadata)
    # Where nothing is kept, nobody is kept out.
    if not isinstance(store, NoLedger):
        yield _check_lock(store)


def _check_stored(store: CheckableStore, metadata: Metadata | None) -> Check:
    try:
        found = store.read()
        _check_same(found, metadata)
    except HookopsError as error:
        return problem("ledger", error)
    if found.by_name:
        return Check("ledger", "ok", "hookops keeps none here (ledger: none)")
    if not found.exists:
        return Check("ledger", "ok", "none yet; the first apply makes it")
    managed = plural(len(found.managed), "thing")
    return Check("ledger", "ok", f"it can be read, and manages {managed}")


def _check_same(ledger: Ledger, metadata: Metadata | None) -> None:
    """Raises: GuardError, as every command that reads both."""
    if metadata is None or ledger.organization_id in ("", metadata.id):
        return
    raise GuardError(
        f"it is that of the org {show(ledger.organization_id)}, and this is {metadata.id}",
        "correct the url, or give this org a ledger of its own",
    )


def _check_lock(store: CheckableStore) -> Check:
    try:
        store.check_lease()
    except LeaseHeld as held:
        # An apply that runs is no fault of anybody's.
        return Check("ledger lock", "warning", held.message, held.hint)
    except HookopsError as error:
        return problem("ledger lock", error)
    return Check("ledger lock", "ok", "free, and can be taken")
