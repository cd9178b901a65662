"""Pieces of Markdown that every page is made of."""

import re
from collections.abc import Iterable, Sequence

DERIVED = "<!-- `make schemas` writes this page from the code. -->"


def page(title: str, *parts: str) -> str:
    """A page of these parts, with an empty line between them."""
    return "\n\n".join((f"# {title}", DERIVED, *parts)) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are one line each."""
    lines = [head, ["---"] * len(head), *rows]
    # A bar would end the cell.
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def code(text: str) -> str:
    """In backticks; nothing for nothing."""
    return f"`{text}`" if text else ""


def prose(text: str) -> str:
    """A text of the code's in Markdown: what would be markup stays as it is."""
    # Between backticks everything is as it is anyway; a backslash would be shown.
    parts = " ".join(text.split()).split("`")
    parts[::2] = [re.sub(r"([<*_\[\]])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)
