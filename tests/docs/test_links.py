"""Every reference of every Markdown file leads somewhere."""

from pathlib import Path

import pytest
from docs.links import ROOT, problems

FOLDERS = ("docs", "schemas", "examples", "deploy", "ci", "bench", "tests", "changelog.d")
FILES = [
    *sorted(ROOT.glob("*.md")),
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.md"))),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links(path: Path) -> None:
    """Files and headings exist, other hosts are known, and no path is one of a single machine."""
    assert [] == problems(path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[a](gone.md)", "no such file"),
        ("[a](../../../../etc/passwd)", "no such file"),
        ("[a](#gone)", "no such heading"),
        ("[a](https://tracker.example.net/x)", "a host"),
        ("[a](http://github.com/x)", "a host"),
        ("![a](gone.png)", "no such file"),
        ("see /home/alice/notes", "one machine"),
        ("see file:///etc/hosts", "one machine"),
    ],
)
def test_what_is_found(text: str, word: str, tmp_path: Path) -> None:
    """Each of these would lead a reader nowhere, or somewhere unknown."""
    page = tmp_path / "page.md"
    page.write_text(f"# A heading\n\n{text}\n")

    (problem,) = problems(page, tmp_path)

    assert word in problem


def test_headings(tmp_path: Path) -> None:
    """Anchors are GitHub's: without marks, in lower case, numbered where there are several."""
    page = tmp_path / "page.md"
    links = "[a](#two-words) [b](#two-words-1) [c](#exit-6) [d](#what-a-plan-is)"
    page.write_text(
        f"# Two words\n\n## Two words\n\n## `exit-6`\n\n## What a *plan* is?\n\n{links}\n"
    )

    assert [] == problems(page, tmp_path)
