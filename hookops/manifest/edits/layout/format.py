"""A manifest file in its canonical layout (decision 46)."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from hookops.manifest.document import Document, parse
from hookops.manifest.edits.layout.comments import attach, find_comments
from hookops.manifest.edits.layout.json import json_text
from hookops.manifest.edits.layout.printer import document_lines
from hookops.manifest.edits.nodes import compose
from hookops.manifest.syntax.characters import decode
from hookops.model.diagnostic import Diagnostic, errors

STREAM = "-"
_MEANT = "hookops knows no other way to write it that says the same"
_NO_JSON = "its name ends in .json, and it is not JSON"
# Source: YAML 1.2.2, 9.1: nothing else may begin a line so, whatever is around it.
_BETWEEN = re.compile(r"^(---|\.\.\.)(?=[ \t\n]|\Z)[ \t]*(#[^\n]*)?\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a file's text."""

    text: str
    """As it was, where there are problems or it cannot be formatted."""
    problems: tuple[Diagnostic, ...] = ()
    """Why it cannot be read."""
    left: str = ""
    """Why it stays as it is although it can be read; empty for every other."""


def format_text(data: bytes, file: str) -> Formatted:
    """The same documents and comments in their canonical layout.

    Shape: a file that is JSON stays JSON. Raises: nothing, whatever the bytes are.
    """
    documents, found = parse(data, file)
    text, _ = decode(data, file)
    if errors(found):
        return Formatted(text, errors(found))
    # The break of a line is none of what it says. Source: YAML 1.2.2, 5.4.
    text = text.replace("\r\n", "\n")
    try:
        new = _written(text, file)
        same = new == text or _meaning(documents) == _meaning(parse(new.encode(), file)[0])
        same = same and (new == text or _comments(text) == _comments(new))
    # Whatever in the text is not as these functions expect it: nothing of it is changed.
    except (ValueError, KeyError, IndexError, AttributeError, StopIteration, RecursionError):
        same = False
    # The proof, of each file anew: what hookops reads of it afterwards is what was there.
    reason = _NO_JSON if _is_json(file) and text[:1] not in "{[" else _MEANT
    return Formatted(new) if same else Formatted(data.decode(), left=reason)


def _is_json(file: str) -> bool:
    return file.lower().endswith(".json")


def _written(text: str, file: str) -> str:
    if _is_json(file):
        return json_text(text)
    # Of standard input nobody knows what it is called.
    if file == STREAM and text.startswith("{"):
        with suppress(ValueError):
            return json_text(text)
    return _yaml_text(text)


def _yaml_text(text: str) -> str:
    lines: list[str] = []
    for mark, part in _parts(text):
        lines += [mark] if mark else []
        lines += document_lines(attach(part, compose(part))) if _has_more(part) else _alone(part)
    return "".join(f"{line}\n" for line in lines)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each part of the text with the mark above it; the first may have none."""
    mark, above, at = "", "", 0
    for found in _BETWEEN.finditer(text):
        if at or found.start():
            yield mark, above + text[at : found.start()]
        word, comment = found.group(1), (found.group(2) or "").rstrip()
        mark, above, at = f"--- {comment}".rstrip(), "", found.end()
        # What an end says is said by the start that follows, or by the end of the file.
        if word == "...":
            above = f"{comment}\n" if comment else ""
            mark = "---" if _has_more(_BETWEEN.split(text[at:], 1)[0]) else ""
    yield mark, above + text[at:]


def _has_more(part: str) -> bool:
    """Whether there is more than comments."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in part.split("\n"))


def _alone(part: str) -> list[str]:
    return [line.strip() for line in part.split("\n") if line.strip()]


def _meaning(documents: Sequence[Document]) -> str:
    # As text: to Python 1, 1.0 and true are equal.
    return json.dumps([document.data for document in documents], sort_keys=True)


def _comments(text: str) -> list[str]:
    found = []
    for mark, part in _parts(text):
        found += [mark.removeprefix("---").strip()] if "#" in mark else []
        found += [c.text for c in find_comments(part, compose(part))] if _has_more(part) else []
        found += [] if _has_more(part) else _alone(part)
    return sorted(found)
