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
    """A text of the code's in Markdown: what looks like a name of a place-holder stays as it is."""
    # Outside of backticks, `<`, `*` and `_` would be markup; our texts use them as characters.
    return re.sub(r"([<*_\[\]])", r"\\\1", " ".join(text.split()))
