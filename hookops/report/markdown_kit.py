"""Markdown that text from outside cannot break out of, and that fits into a comment.

All untrusted text stands in code spans, code fences or escaped HTML: there mentions, references,
links and HTML mean nothing. Source: GitHub Flavored Markdown Spec, 4.5, 4.6, 4.10 and 6.3.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from hookops.model.text import one_line, plural
from hookops.report.words import clean

COMMENT_LIMIT = 60_000
"""Characters. GitHub refuses comments over 65,536."""
_FOOTER_SIZE = 400
_PROSE = re.compile(r"(?:[A-Za-z0-9 ,;'()/.-]|:(?!//))*")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that is cut by leaving out whole parts."""

    head: str
    """Above the parts; left out with them when not one of them fits."""
    parts: tuple[str, ...]
    joint: str = "\n"
    noun: str = "line"
    """One part is called so in the sentence that says how many were cut."""
    foot: str = ""


WHOLE_LIMIT = 20_000
"""Characters of a block that is never cut."""


def whole_block(head: str, variants: Sequence[Sequence[str]]) -> Block:
    """The first of the variants that is short enough, each of which says everything in its way.

    Shape: the last variant is short whatever happens, as counts are.
    """
    # A list that is cut looks like a list; one that is shorter says how many it speaks of.
    for lines in variants:
        text = "\n".join(lines)
        if len(text) <= WHOLE_LIMIT or lines is variants[-1]:
            return Block(head, (text,) if text else ())
    return Block(head, ())


def marker(noun: str, organization: str) -> str:
    """The comment that a bot finds its own earlier comment by."""
    # Two hyphens end a comment in HTML, so there is never more than one.
    safe = re.sub(r"[^A-Za-z0-9.:/_-]", "_", one_line(organization))[:200]
    return f"<!-- hookops:{noun}:{re.sub('-+', '-', safe)} -->"


def code(text: str) -> str:
    """A code span, longer than any run of backticks inside."""
    # A pipe becomes an escape: renderers differ on whether one in a code span ends a table's cell.
    shown = clean(text).replace("|", r"\x7c") or "(empty)"
    fence = "`" * (_longest_run(shown) + 1)
    # A span strips one space on both sides, so text that begins with one gets a second.
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """A sentence of ours as it is; as code when there is anything in it that could be markup."""
    # An allowed alphabet, since the list of what could be markup grows with every renderer.
    trimmed = bool(text) and text == text.strip()
    if trimmed and _PROSE.fullmatch(text) and "www." not in text.lower():
        return text
    return code(text)


def html_code(text: str) -> str:
    """The same inside of HTML tags, where Markdown is not read."""
    return f"<code>{html.escape(clean(text))}</code>"


def diff_fence(lines: Sequence[str]) -> str:
    """A fenced diff, its fence longer than any inside."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return "\n".join([f"{fence}diff", *lines, fence])


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], noun: str) -> Block:
    """A table; its cells are Markdown already."""
    head = f"{_row(columns)}\n{_row(['---'] * len(columns))}\n"
    return Block(head, tuple(_row(row) for row in rows), noun=noun)


def text_block(text: str) -> Block:
    """One part that is cut last."""
    return Block("", (text,))


def fit(blocks: Sequence[Block], more: str, limit: int = COMMENT_LIMIT) -> str:
    """The blocks as one document no longer than `limit`: the first ones first.

    What does not fit is left out part by part, and the last line says how many of what, and that
    the command `more` shows everything.
    """
    # Part by part and not at a character: half a code span or fence would let text from outside
    # become markup. A part that is too long is skipped, since a shorter one behind it may fit.
    space = limit - _FOOTER_SIZE
    shown: list[str] = []
    cut: dict[str, int] = {}
    for block in blocks:
        space -= len(block.head) + len(block.foot) + 2
        kept = []
        for part in block.parts:
            size = len(part) + len(block.joint)
            if size > space:
                cut[block.noun] = cut.get(block.noun, 0) + 1
                continue
            space -= size
            kept.append(part)
        if kept:
            shown.append(block.head + block.joint.join(kept) + block.foot)
    if cut:
        counts = ", ".join(plural(count, noun) for noun, count in cut.items())
        shown.append(f"**Cut to fit into a comment** (left out: {counts}); {more} shows everything")
    return "\n\n".join(shown) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
