"""Words that this project once made up stay away; docs/architecture.md has those that we use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTEAD = {
    r"twins?": "emulator, duplicate",
    r"slots?": "attachment point",
    r"strangers?": "unmanaged hook",
    r"outlooks?|trials?": "verification",
    r"hallways?|islands?|side doors?": "package, layer",
    r"put back|puts back": "revert",
    r"late values?": "deferred value",
    r"behind (your|hookops'?) back": "outside of hookops",
    r"hear of": "see, read",
}
ALLOWED = ("slots=True", "__slots__", '"slot-')  # Python's own word; codes of diagnostics stay
PLACES = ("hookops", "tools", "bench", "docs", "changelog.d", "README.md", "CONTRIBUTING.md")


def lines() -> Iterator[tuple[str, str]]:
    """(place, text) of every line that people read."""
    for name in PLACES:
        place = ROOT / name
        paths = [*place.rglob("*.py"), *place.rglob("*.md")] if place.is_dir() else [place]
        for path in sorted(paths):
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                if not any(allowed in line for allowed in ALLOWED):
                    yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("word", INSTEAD)
def test_made_up_words(word):
    """A colleague at another company would ask what the word means here."""
    pattern = re.compile(rf"\b({word})\b", re.IGNORECASE)
    found = [f"{place}: say {INSTEAD[word]}" for place, line in lines() if pattern.search(line)]

    assert [] == found
