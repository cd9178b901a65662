"""Edits of files: read, edited, checked, compared and written, each file whole or not at all."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, check_target, replace_file
from hookops.kinds import LISTED
from hookops.manifest.document import Document, parse
from hookops.manifest.edits.edit import Orders, edit_text, edited
from hookops.manifest.overlays.merge import Identity, identity_of
from hookops.manifest.schema.files import schema
from hookops.manifest.syntax.characters import MAX_BYTES
from hookops.model.diagnostic import errors
from hookops.model.errors import Conflict, InvalidInput
from hookops.model.management.edits import Append, Edit, Remove, SetValue
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import show

_BY_HAND = "hookops wrote nothing; edit it by hand"
_BOM = "\ufeff"
# Source: YAML 1.2.2, 9.1: nothing else may begin a line so, whatever is around it.
_BETWEEN = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file as it is, and as it is to be."""

    path: Path
    name: str
    """Relative to the project."""
    before: bytes = field(repr=False)
    after: str = field(repr=False)

    def diff(self) -> list[str]:
        """The lines that differ, with those around them, as `git diff` shows them."""
        old = self.before.decode().removeprefix(_BOM).splitlines()
        new = self.after.removeprefix(_BOM).splitlines()
        name = show(self.name, 200)
        return list(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm=""))


def edit_file(
    root: Path, name: str, edits: Iterable[tuple[Identity, Sequence[Edit]]]
) -> EditedFile:
    """The file with edits of the documents that are named; nothing is written.

    Shape: `name` is relative to the project at `root`; paths are from each document's root.
    Raises: InvalidInput for a file that hookops does not edit, or cannot.
    """
    path = _inside(root, name)
    try:
        data = read_bytes(path, MAX_BYTES, within=Boundary(root, or_else=root))
        check_target(path)
    except (Unreadable, OSError) as problem:
        reason = problem.reason if isinstance(problem, Unreadable) else problem.strerror
        raise InvalidInput(f"{show(name, 200)}: {reason}", _BY_HAND) from None
    text = data.decode(errors="surrogateescape")
    for identity, asked in edits:
        text = _edit_document(text, name, identity, asked)
    return EditedFile(path, name, data, text)


def check_unchanged(files: Sequence[EditedFile]) -> None:
    """Each file is as it was edited: of two that belong together both are written, or none.

    Raises: Conflict.
    """
    for file in files:
        try:
            now = read_bytes(file.path, MAX_BYTES)
        except Unreadable:
            now = b""
        if now != file.before:
            text = f"{show(file.name, 200)} has changed while hookops was about to edit it"
            raise Conflict(text, "hookops wrote nothing; say it again")


def write(file: EditedFile, text: str) -> None:
    """The file has the text that it is to have, which somebody has looked through for secrets.

    Raises: Conflict; InvalidInput.
    """
    check_unchanged((file,))
    try:
        replace_file(file.path, text, PUBLIC)
    except OSError as problem:
        reason = f"{show(file.name, 200)} cannot be written: {problem.strerror}"
        raise InvalidInput(reason) from None


def _inside(root: Path, name: str) -> Path:
    """Raises: InvalidInput for a file that is not the project's."""
    steps = Path(name).parts
    if Path(name).is_absolute() or ".." in steps or not steps:
        raise InvalidInput(f"{show(name, 200)} is outside of the project", _BY_HAND)
    return root / name


def _edit_document(text: str, name: str, identity: Identity, edits: Sequence[Edit]) -> str:
    """The file's text with one document edited. Raises: InvalidInput where that went wrong."""
    where = f"{show(name, 200)}: {identity[0]}/{show(identity[1])}"
    documents, problems = parse(text.encode(errors="surrogateescape"), name)
    number, way = _find(documents, identity)
    if number is None or errors(problems):
        raise InvalidInput(f"{where} is not in the file as it is now", _BY_HAND)
    inside = [_below(edit, way) for edit in edits]
    begin, stop = _bounds(text, documents[number].start[0])
    try:
        new = edit_text(text[begin:stop], inside, _orders(identity[0]))
    # Whatever in the text is not as these functions expect it: nothing of it is written.
    except (KeyError, IndexError, ValueError, AttributeError, StopIteration):
        new = text[begin:stop]
    whole = text[:begin] + new + text[stop:]
    # The proof: what hookops reads of it afterwards is what was to be, and all else as it was.
    wanted = [d.data for d in documents]
    wanted[number] = edited(wanted[number], inside)
    found, problems = parse(whole.encode(errors="surrogateescape"), name)
    if [d.data for d in found] != wanted or errors(problems):
        raise InvalidInput(f"{where} cannot be edited in place", _BY_HAND)
    return whole


def _find(documents: Sequence[Document], identity: Identity) -> tuple[int | None, FieldPath]:
    """The number of the document, and the way to it inside of a list."""
    for number, document in enumerate(documents):
        if identity_of(document) == identity:
            return number, ()
        items = document.data.get("items")
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if _is(item, identity):
                return number, ("items", index)
    return None, ()


def _is(item: Json, identity: Identity) -> bool:
    metadata = item.get("metadata") if isinstance(item, Mapping) else None
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name is not None and (item.get("kind"), name) == identity


def _below(edit: Edit, way: FieldPath) -> Edit:
    path = (*way, *edit.path)
    match edit:
        case SetValue():
            return SetValue(path, edit.value)
        case Remove():
            return Remove(path)
        case Append():
            return Append(path, edit.item)


def _bounds(text: str, line: int) -> tuple[int, int]:
    """The part of the text with the document that has this line, without what separates it."""
    begin = len(_BOM) if text.startswith(_BOM) else 0
    at = begin
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    for between in _BETWEEN.finditer(text, begin):
        # Its first line may be that of the separator itself.
        if between.start() > at:
            return begin, between.start()
        begin = between.end()
    return begin, len(text)


def _orders(kind: str) -> Orders:
    return list(_members(schema(LISTED[kind].schema)))


def _members(data: Json) -> Iterable[Sequence[str]]:
    """The members of each object that a schema describes, in its order."""
    if isinstance(data, Mapping):
        properties = data.get("properties")
        if isinstance(properties, Mapping):
            yield list(properties)
        for value in data.values():
            yield from _members(value)
    elif isinstance(data, list):
        for value in data:
            yield from _members(value)
