"""A plan of another purpose than what is declared, carried out by apply's own machinery."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Event

from hookops.apply.executor import Progress
from hookops.ledger.owner import Owner
from hookops.ledger.store import LedgerStore
from hookops.manifest.guess import guess
from hookops.model.change import Plan
from hookops.model.errors import InvalidInput
from hookops.model.history.records import Disabled
from hookops.model.limits import Limits
from hookops.model.resource import Key as ResourceKey
from hookops.model.resource import Ledger, Managed
from hookops.reconcile.matching.renames import follow_renames
from hookops.workflow.apply import apply_leased
from hookops.workflow.run import Applied, Run

Amend = Callable[[Ledger], Ledger]


@dataclass(frozen=True, slots=True)
class Means:
    """How apply is called: the options that do not depend on the plan."""

    limits: Limits
    consent: Callable[[Plan], bool]
    progress: Progress
    stop: Event
    parallelism: int = 4
    asks: bool = False


class AmendedStore:
    """A ledger store whose readers see the ledger as it is to become, before that is stored.

    A plan is made on it and shown; only with consent is the ledger stored so, before anything is
    written to Okta.
    """

    def __init__(self, store: LedgerStore, amend: Amend) -> None:
        self._store = store
        self._amend = amend

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        return self._amend(self._store.read())

    def keep(self, amend: Amend) -> None:
        """The ledger is stored as `amend` makes it, and read as it is stored from now on."""
        # Read again: whoever was asked may have taken an hour.
        before = self._store.read()
        after = amend(before)
        if after != before:
            self._store.swap(before, after)
        self._amend = lambda ledger: ledger

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`."""
        return self._store.swap(before, after)

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`."""
        self._store.remove(before)

    def lease(self) -> AbstractContextManager[None]:
        """See `LedgerStore.lease`."""
        return self._store.lease()

    def unlock(self, *, force: bool = False) -> Owner | None:
        """See `LedgerStore.unlock`."""
        return self._store.unlock(force=force)


def carry_out(
    run: Run, means: Means, targets: tuple[str, ...], keep: Callable[[Plan], object] | None = None
) -> Applied:
    """Plan, ask, carry out, read back; for who has the lease.

    Shape: `keep` stores with consent what the ledger is to say, before anything is written to Okta;
    where there is one, consent is asked for also when the plan has no changes.
    Raises: as `apply`.
    """

    def consent(made: Plan) -> bool:
        # In this order: a note that nobody agreed to would switch the hook off later.
        agreed = means.consent(made)
        if agreed and keep is not None:
            keep(made)
        return agreed

    return apply_leased(
        run,
        means.limits,
        targets,
        consent=consent,
        progress=means.progress,
        stop=means.stop,
        parallelism=means.parallelism,
        asks=means.asks,
        always=keep is not None,
    )


def find_managed(run: Run, ledger: Ledger, key: ResourceKey) -> Managed:
    """The ledger's entry of a hook, under its name of today.

    Raises: InvalidInput when hookops does not manage it.
    """
    # Not by its name in Okta: an unmanaged hook of that name is somebody else's.
    known = follow_renames(ledger, run.desired).managed
    if key in known:
        return known[key]
    close = guess(key.name, [other.name for other in known if other.kind == key.kind])
    hint = f"did you mean {close}; " if close else ""
    raise InvalidInput(
        f"{key}: hookops does not manage it, as the ledger at {run.ledger_place} says",
        f"{hint}hookops ledger show lists what it manages; any other hook is for whoever made it",
    )


def find_disabled(run: Run, ledger: Ledger, key: ResourceKey) -> Disabled | None:
    """The note that a hook is disabled, under its name of today; None where it is not."""
    noted = follow_renames(ledger, run.desired).disabled
    return next((entry for entry in noted if entry.key == key), None)
