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
ALLOWED = re.compile(
    r"slots=True|__slots__|[\"`](slot-\w+|foreign|(left\.)?refusals[\w.\[\]]*|settle)[\"`]"
    r"|other-refusal|k_live_"
)
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
            file = path.relative_to(ROOT)
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                yield f"{file}:{number}", ALLOWED.sub("", line)


def test_made_up_words() -> None:
    """A colleague at another company would ask what such a word means here."""
    # An underscore separates words as well: names of tests are sentences.
    words = {word.replace(" ", "[ _]"): instead for word, instead in INSTEAD.items()}
    any_word = re.compile(rf"(?<![a-z])({'|'.join(words)})(?![a-z])", re.IGNORECASE)
    hits = [(place, hit[0]) for place, line in lines() if (hit := any_word.search(line))]
    found = [f"{place}: {hit}: say {_instead(hit, words)}" for place, hit in hits]

    assert [] == found


def _instead(hit: str, words: dict[str, str]) -> str:
    return next(text for word, text in words.items() if re.fullmatch(word, hit, re.IGNORECASE))


@pytest.mark.parametrize("text", ["a slot", "Two Twins", "test_put_back_again", "told"])
def test_they_are_found(text: str) -> None:
    """The pattern sees them at any place of a line, in names as well."""
    words = [word.replace(" ", "[ _]") for word in INSTEAD]

    assert re.search(rf"(?<![a-z])({'|'.join(words)})(?![a-z])", text, re.IGNORECASE)
