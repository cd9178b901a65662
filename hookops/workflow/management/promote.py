"""Promote: the shared manifests say what one organization has. Nothing is written to Okta."""

from collections.abc import Sequence
from pathlib import Path

from hookops.manifest.edits.check import check_edited
from hookops.manifest.edits.files import EditedFile
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.limits import Limits
from hookops.model.management.acceptance import Promotion
from hookops.model.resource import Desired, Key
from hookops.reconcile import drift as drifting
from hookops.reconcile.management.names import find_keys
from hookops.reconcile.management.promote import plan_promotion
from hookops.workflow.management.accept import edit_files
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run


def promote(
    run: Run, target: Desired, root: Path, names: Sequence[str]
) -> tuple[dict[Key, Promotion], tuple[EditedFile, ...]]:
    """The files with which `target` says what the org of `run` has of what is named; not written.

    Raises: InvalidInput for an unknown name, and for what no manifest may say; GuardError for what
    cannot be promoted. Nothing is edited then.
    """
    keys = find_keys(names, target, "declared for the organization that it goes to")
    # Without a manifest of its own, nobody says which of its values are the environment's.
    if missing := next((key for key in keys if key not in run.desired), None):
        raise InvalidInput(
            f"{missing}: the organization that it comes from declares nothing of that name",
            "hookops export --to - writes a manifest of what an org has",
        )
    ledger = run.ledger_store.read()
    actual = read_actual(run, ledger, Limits())
    context = drifting.drift_context(run.desired, actual, ledger)
    made = {key: plan_promotion(context, target, key) for key in keys}
    if refused := tuple(found for each in made.values() for found in each.refused):
        raise GuardError("hookops promoted nothing", diagnostics=refused)
    files = edit_files(root, [edit for each in made.values() for edit in each.edits])
    check_edited(files)
    return made, files
