"""Whether what was edited is still a manifest."""

from collections.abc import Iterator, Sequence

from hookops.kinds import LISTED
from hookops.manifest.document import Document, parse
from hookops.manifest.edits.files import EditedFile
from hookops.manifest.names import check_names
from hookops.manifest.validate import validate
from hookops.model.diagnostic import Diagnostic, by_position, errors
from hookops.model.errors import InvalidInput


def check_edited(
    files: Sequence[EditedFile],
    why: str = "Okta has what a manifest must not say",
    hint: str = "change it in Okta, or apply",
) -> None:
    """No edit makes a mistake that was not there. Raises: InvalidInput with each one.

    An org may have what no manifest may say: a header that looks like a secret, an address on http.
    """
    wrong = [found for file in files for found in _new(file)]
    if wrong:
        raise InvalidInput(f"hookops edited nothing: {why}", hint, by_position(wrong))


def _new(file: EditedFile) -> Iterator[Diagnostic]:
    before = {(found.code, found.message) for found in _problems(file.before, file.name)}
    for found in _problems(file.after.encode(errors="surrogateescape"), file.name):
        if (found.code, found.message) not in before:
            yield found


def _problems(data: bytes, name: str) -> tuple[Diagnostic, ...]:
    """Also of an overlay, where most are those that its manifest takes away."""
    documents, _ = parse(data, name)
    return errors(found for document in documents for found in _of_document(document))


def _of_document(document: Document) -> Iterator[Diagnostic]:
    data = document.data
    kind = LISTED.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if kind is not None:
        # Which secrets it names is not what is edited.
        problems = (*validate(data, kind.schema), *kind.check(data, ("*",)), *check_names(data))
        yield from map(document.locate, problems)
