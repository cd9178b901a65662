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
    r"foreign|odd": "unsupported",
    r"refusals?": "GuardError, ApiError, refused request",
    r"live": "actual",
    r"picks?": "selector, select",
    r"told": "report",
    r"born": "created",
    r"wakes?|woken?|asleep|to sleep": "becomes ACTIVE, is deactivated",
    r"settled?|settles|settling": "determine",
    r"outlooks?|trials?|tried out": "verification",
    r"hallways?|islands?|side doors?": "package, layer",
    r"put back|puts back": "revert",
    r"late values?": "deferred value",
    r"behind (your|our|hookops'?) back": "outside of hookops",
    r"hears? of": "see, read",
}
# Python's own word; codes and members of published formats stay.
ALLOWED = re.compile(r"slots=True|__slots__|\"(slot-\w+|foreign|refusals|settle)\"|other-refusal")
PLACES = (
    *("hookops", "tests", "tools", "bench", "docs", "changelog.d"),
    *("README.md", "CONTRIBUTING.md"),
)


def lines() -> Iterator[tuple[str, str]]:
    """(place, text) of every line that people read."""
    for name in PLACES:
        place = ROOT / name
        paths = [*place.rglob("*.py"), *place.rglob("*.md")] if place.is_dir() else [place]
        for path in sorted({*paths} - {Path(__file__).resolve()}):  # which has to name them
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                yield f"{path.relative_to(ROOT)}:{number}", ALLOWED.sub("", line)


@pytest.mark.parametrize("word", INSTEAD)
def test_made_up_words(word):
    """A colleague at another company would ask what the word means here."""
    # An underscore separates words as well: names of tests are sentences.
    text = word.replace(" ", "[ _]")
    pattern = re.compile(rf"(?<![a-z])({text})(?![a-z])", re.IGNORECASE)
    found = [f"{place}: say {INSTEAD[word]}" for place, line in lines() if pattern.search(line)]

    assert [] == found
