"""A merged document as text, with the place that each line is from."""

from collections.abc import Iterator
from pathlib import PurePath

import yaml

from hookops.manifest.document import Document, parse
from hookops.model.source import FieldPath, Mark

Line = tuple[str, Mark | None]
"""A line of YAML without its end, and where what begins on it was written; None for `---`."""


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def show_origins(document: Document) -> tuple[Line, ...]:
    """Every line of the document, in the order of its fields.

    Raises: nothing, for a document that was read.
    """
    text = yaml.dump(
        document.data,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        # A value that is broken over several lines would have several places.
        width=float("inf"),
    )
    # Read again: the places of the text say which line shows which field.
    ((shown, *_), _) = parse(text.encode(), str(PurePath("shown")))
    first = dict(_first_fields(shown))
    return tuple(
        (line, document.mark(first[number], at_key=True) if number in first else None)
        for number, line in enumerate(text.splitlines(), 1)
    )


def _first_fields(shown: Document) -> Iterator[tuple[int, FieldPath]]:
    """The number of each line, with the outermost field whose key or value begins on it."""
    # Outermost last: an element `- key: X` is shown by the line of its first field.
    for path in sorted({*shown.keys, *shown.values}, key=len, reverse=True):
        line, _ = shown.keys.get(path) or shown.values[path]
        yield line, path
