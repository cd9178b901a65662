"""What Markdown files refer to: files, headings, other hosts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
# A host that is not here may be a typo, or nobody's next year: add it with care.
HOSTS = frozenset({"flask.palletsprojects.com", "github.com", "www.rfc-editor.org"})
# A runner of GitHub has the same path everywhere.
_MACHINE = re.compile(
    r"(?<![\w.~/}])/(?:home(?!/runner/)|Users|root|work|private)/|file://|[A-Z]:\\\\"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file, as a reader of GitHub sees it."""

    targets: tuple[str, ...]
    """What its links and pictures lead to."""
    anchors: frozenset[str]


@cache
def read(path: Path) -> Page:
    """The links and headings of a file."""
    tokens = MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8"))
    headings = [b.content for a, b in pairwise(tokens) if _is_heading(a)]
    return Page(tuple(_targets(tokens)), frozenset(_anchors(headings)))


def problems(path: Path, root: Path = ROOT) -> list[str]:
    """What is wrong with the references of a file of the tree at `root`."""
    text = path.read_text(encoding="utf-8")
    found = [f"a path of one machine: {hit[0]}" for hit in _MACHINE.finditer(text)]
    whys = ((target, _why(target, path, root)) for target in read(path).targets)
    return found + [f"{target}: {why}" for target, why in whys if why]


def _why(target: str, path: Path, root: Path) -> str:
    """Why the target leads nowhere; empty where it leads somewhere."""
    parts = urlsplit(target)
    if parts.scheme:
        known = parts.scheme == "https" and parts.hostname in HOSTS
        return "" if known else "a host that is not on the list of tests/docs/links.py"
    # Fragments of the changelog are read in CHANGELOG.md.
    base = root if path.parent.name == "changelog.d" else path.parent
    file = (base / unquote(parts.path)).resolve() if parts.path else path
    if not file.exists() or not file.is_relative_to(root):
        return "there is no such file"
    if parts.fragment and file.suffix == ".md" and parts.fragment not in read(file).anchors:
        return "there is no such heading"
    return ""


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open"


def _targets(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        for name in ("href", "src"):
            if isinstance(found := token.attrs.get(name), str):
                yield found
        yield from _targets(token.children or [])


def _anchors(headings: list[str]) -> Iterator[str]:
    """As GitHub makes them. Source: github/html-pipeline, lib/html/pipeline/toc_filter.rb."""
    seen: Counter[str] = Counter()
    for heading in headings:
        bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", bare.lower()).replace(" ", "-")
        yield f"{name}-{seen[name]}" if seen[name] else name
        seen[name] += 1
