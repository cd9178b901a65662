"""Enable a hook that was disabled: what is declared counts again."""

from dataclasses import replace
from functools import partial

from hookops.model.errors import InvalidInput
from hookops.model.resource import Desired, Key, Ledger
from hookops.reconcile.oncall.disabled import describe_entry, without_disabled
from hookops.workflow.oncall.carry_out import (
    AmendedStore,
    Means,
    carry_out,
    find_disabled,
    find_managed,
)
from hookops.workflow.oncall.disable import with_entry
from hookops.workflow.run import Applied, Purpose, Run


def enable(run: Run, key: Key, means: Means) -> Applied:
    """The hook is as declared, bindings included; the ledger no longer calls it disabled.

    Where no manifest says where it is bound, it is bound where it was. Running it again after an
    interruption goes on where that one ended.
    Raises: as `apply`; InvalidInput when it is not disabled, or no manifest declares it.
    """
    with run.ledger_store.lease():
        ledger = run.ledger_store.read()
        entry = find_disabled(run, ledger, key)
        if entry is None:
            find_managed(run, ledger, key)
            hint = "hookops plan shows whether it is as declared, and hookops apply makes it so"
            raise InvalidInput(f"{key} is not disabled", hint)
        if key not in run.desired:
            raise InvalidInput(
                f"{key} is disabled, and no manifest declares it any more",
                "declare it again first; or hookops apply --prune deletes it",
            )
        # A mark and no removal: only the note knows the flows of a hook without `bindings`.
        begun = replace(entry, enabling=True)
        amend = partial(with_entry, desired=run.desired, key=key, entry=begun)
        store = AmendedStore(run.ledger_store, amend)

        why = f"it was disabled{describe_entry(entry)}"
        undo = f"hookops disable {key} --because TEXT"
        purpose = Purpose(f"enable {key}", "", undo, why)
        applied = carry_out(
            replace(run, ledger_store=store, purpose=purpose),
            means,
            (str(key),),
            lambda _: store.keep(amend),
        )
        # Until everything is back the note stays: another run goes on.
        if applied.exit_code == 0:
            store.keep(partial(_ended, run.desired, key))
        return applied


def _ended(desired: Desired, key: Key, ledger: Ledger) -> Ledger:
    """Without the note; and without entries of bindings that only the note has declared."""
    borrowed = without_disabled(desired, ledger).keys() - desired.keys()
    managed = {other: entry for other, entry in ledger.managed.items() if other not in borrowed}
    return with_entry(replace(ledger, managed=managed), desired=desired, key=key, entry=None)
