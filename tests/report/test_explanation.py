"""Every code that hookops can print is explained, and nothing else is."""

from collections import defaultdict
from typing import get_args

import pytest

from hookops.model.change import Action
from hookops.model.diagnostic import IMPACTS
from hookops.model.drift import DriftKind
from hookops.model.errors import EXIT_CODES
from hookops.report.explanation.catalogue import catalogue, find_entries, words
from hookops.report.formats import render
from hookops.report.plan.looks import VERBS

from .raised_codes import raised

OTHERS = ("impact-", "action-", "drift-", "exit-")


def test_every_code_is_explained() -> None:
    """The catalogue has the codes that the source can report: all of them, and no others."""
    found, unknown = raised()
    explained = {entry.code for entry in catalogue() if not entry.code.startswith(OTHERS)}

    assert [] == unknown
    assert {each.code for each in found} == explained


def test_severities_are_those_of_the_source() -> None:
    """An entry says `error` or `warning` where a place of the source says so."""
    said = defaultdict(set)
    for entry in catalogue():
        said[entry.code] |= set(entry.severity.split(", "))
    wrong = [each for each in raised()[0] if each.severity and each.severity not in said[each.code]]

    assert [] == wrong


def test_every_word_is_explained() -> None:
    """Exit codes, impacts, actions and kinds of drift are those of the model, in any order."""
    explained = {entry.code for entry in catalogue() if entry.code.startswith(OTHERS)}

    assert explained == {
        *(f"exit-{code}" for code in EXIT_CODES),
        *(f"impact-{impact}" for impact in IMPACTS),
        *(f"action-{verb}" for verb in VERBS),
        *(f"drift-{kind}" for kind in get_args(DriftKind)),
    }
    assert {action.value for action in Action} - {"no-op"} <= set(VERBS)


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.code)
def test_entries_are_sentences(entry) -> None:
    """A title, a reason and a remedy are whole sentences; exit codes have the words of --help."""
    texts = [entry.why, entry.fix, *([] if entry.code.startswith("exit-") else [entry.title])]

    assert [] == [text for text in texts if not text.endswith(".") or text != text.strip()]


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("unknown-field", ["unknown-field"]),
        ("error[unknown-field]", ["unknown-field"]),
        ("warning[secret-readable]", ["secret-readable"]),
        ("6", ["exit-6"]),
        ("outage", ["impact-outage"]),
        ("drift-gone", ["drift-gone"]),
        ("impact-outage", ["impact-outage"]),
        # What problems and reports share is explained twice.
        ("replace", ["replace", "action-replace"]),
        ("error[replace]", ["replace"]),
        ("ambiguous", ["ambiguous", "ambiguous"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_find(word: str, codes: list[str]) -> None:
    """A code is found as people copy it from a report."""
    assert codes == [entry.code for entry in find_entries(word)]


def test_words_are_found() -> None:
    """Everything that a completion offers is explained."""
    assert [] == [word for word in words() if not find_entries(word)]


def test_text() -> None:
    """One entry in text: what it is, why it matters, what to do, and an example."""
    text = render("explanation", "text", find_entries("alias"), False)

    assert text == (
        "alias (error)\n"
        "  A file has an anchor (&) or an alias (*).\n"
        "  Why: An alias lets one line change several places, which a reviewer of that line does "
        "not see, and nested aliases blow a small file up to gigabytes.\n"
        "  What to do: Write the value in each place; overlays are for what differs between "
        "organizations. Quote a text that begins with & or *.\n"
        "  Instead of:\n"
        "    name: *shared-name\n"
        "  Write:\n"
        '    name: "*shared-name"\n'
        "  Reported by: every command that reads manifests or hookops.yaml; hookops validate "
        "finds it offline\n"
    )
