"""Files of one document that are no manifests: seeds, and cases. Read as strictly as manifests."""

import re
from dataclasses import replace

from hookops.contracts.reading import read
from hookops.manifest.document import Document, parse
from hookops.manifest.syntax.characters import MAX_REPORTED, decode, joiner_problem, joiners
from hookops.model.diagnostic import Diagnostic, by_position, errors

_OTHER = "ambiguous"
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}")


def parse_single(data: bytes, file: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The only document of a YAML file, and everything that is wrong with it.

    Returns: None beside an error. Raises: nothing, whatever the bytes are.
    """
    documents, found = parse(data, file)
    # What YAML 1.1 takes for a number or a date is a text here; whoever wrote it says which.
    found = tuple(replace(one, severity="error") if one.code == _OTHER else one for one in found)
    # Which of two documents counts must not be a matter of order.
    if not errors(found) and len(documents) > 1:
        text = "the file must have one document, and this is another"
        found = (*found, Diagnostic("document", text, documents[1].mark(())))
    return (None if errors(found) else documents[0]), found


def is_blank(data: bytes) -> bool:
    """Whether a YAML file has nothing but comments."""
    return all(line.lstrip(b" ")[:1] in (b"", b"#") for line in data.split(b"\n"))


def check_json(data: bytes, file: str) -> tuple[Diagnostic, ...]:
    """What a reviewer of JSON would not see: hidden characters, and names written twice.

    Shape: that it is JSON is for its reader to find. Escapes are allowed, since they are seen.
    Raises: nothing, whatever the bytes are.
    """
    text, unfit = decode(data, file)
    # JSON has no comments, where manifests may have these.
    hidden = joiners(text)[:MAX_REPORTED]
    unfit = (*unfit, *(joiner_problem(one, file) for one in hidden))
    if unfit:
        return by_position(unfit)
    if not read(data).doubles:
        return ()
    # JSON is YAML but for pairs of escapes, so that the parser of manifests knows the places.
    _, found = parse(_ESCAPE.sub("??????", text).encode(), file)
    places = tuple(one for one in found if one.code == "duplicate-key")
    unplaced = Diagnostic("duplicate-key", f"{file}: a name is written twice in an object", None)
    return places or (unplaced,)
