"""Accept drift: the manifests say what the org has. Nothing is written to Okta, nor the ledger."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from hookops.manifest.edits.check import check_edited
from hookops.manifest.edits.files import EditedFile, edit_file
from hookops.model.errors import GuardError
from hookops.model.limits import Limits
from hookops.model.management.acceptance import Acceptance
from hookops.model.management.edits import Edit, Remove, SetValue
from hookops.model.resource import Resource
from hookops.model.source import FieldPath
from hookops.reconcile import drift as drifting
from hookops.reconcile.management.accept import plan_acceptance
from hookops.reconcile.management.names import find_keys
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run


def accept(run: Run, root: Path, names: Sequence[str]) -> tuple[Acceptance, tuple[EditedFile, ...]]:
    """The files that accept the drift of what is named, edited and not written yet.

    Shape: `root` is what the files of marks are relative to.
    Raises: InvalidInput for an unknown name, and for what no manifest may say; GuardError for what
    nobody can accept. Nothing is accepted then.
    """
    ledger = run.ledger_store.read()
    actual = read_actual(run, ledger, Limits())
    found = drifting.drift(run.desired, actual, ledger, run.ledger_place)
    known = {*run.desired, *ledger.managed, *(item.key for item in found.drifted)}
    context = drifting.drift_context(run.desired, actual, ledger)
    made = plan_acceptance(context, found, find_keys(names, known, "declared or managed"))
    if made.refused:
        raise GuardError("hookops accepted nothing", diagnostics=made.refused)
    files = edit_files(root, made.edits)
    check_edited(files)
    return made, files


def edit_files(root: Path, edits: Iterable[tuple[Resource, Edit]]) -> tuple[EditedFile, ...]:
    """Each file that sets one of the values, edited. Raises: InvalidInput."""
    by_file: dict[str, dict[tuple[str, str], list[Edit]]] = {}
    for resource, edit in edits:
        file, edit = _in_file(resource, edit)
        identity = (resource.key.kind, resource.key.name)
        by_file.setdefault(file, {}).setdefault(identity, []).append(edit)
    return tuple(edit_file(root, file, asked.items()) for file, asked in sorted(by_file.items()))


def _in_file(resource: Resource, edit: Edit) -> tuple[str, Edit]:
    """The file that the edit belongs into, and the edit as it is there.

    The one that sets the value; for a value that no file sets, that of the manifest itself.
    """
    origin = resource.origin
    path: FieldPath = edit.path[1:] if edit.path[:1] == ("spec",) else ()
    # An overlay has the whole of a list, or nothing of it.
    lists = [at for at, step in enumerate(path) if isinstance(step, int)]
    whole = path[: lists[0]] if lists else path
    file = origin.at(whole).file if whole in origin.places else origin.start.file
    if isinstance(edit, Remove) and file != origin.start.file and not lists:
        # What is simply missing in an overlay is what the manifest says. Source: RFC 7396, 2.
        return file, SetValue(edit.path, None)
    return file, edit
