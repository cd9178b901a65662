"""Every code that hookops can print is explained, and nothing else is."""

from collections import defaultdict
from typing import get_args

import pytest

from hookops.contracts.values import Outcome
from hookops.model.change import Action, Result
from hookops.model.diagnostic import IMPACTS
from hookops.model.drift import DriftKind
from hookops.model.errors import EXIT_CODES
from hookops.report.explanation.catalogue import catalogue, find_entries, words
from hookops.report.formats import render
from hookops.report.inventory.values import Standing
from hookops.report.plan.looks import NOTICES, VERBS

from .raised_codes import raised, rules

OTHERS = (
    *("impact-", "action-", "drift-", "exit-"),
    *("report-", "standing-", "result-", "answer-"),
)
# What reports and their JSON print beside the words of `NOTICES`.
BESIDE = {"held", "deferred", "kept", "unsupported", "pending", "lost-update"}


def test_every_code_is_explained() -> None:
    """The catalogue has the codes that the source can report: all of them, and no others."""
    found, unknown = raised()
    explained = {entry.code for entry in catalogue() if not entry.code.startswith(OTHERS)}

    stated, named = rules()

    assert [] == unknown
    assert {each.code for each in found} | set(stated) == explained
    # A rule that a check names and no file of data has would not be explained.
    assert set() == named - set(stated)
    assert len(named) > 100


def test_rules_of_answers_have_words_of_their_data() -> None:
    """A rule has the severity of its data, its source, and no name that is not filled in."""
    found = {entry.code: entry for entry in catalogue()}
    stated, _ = rules()

    assert stated == {code: found[code].severity for code in stated}
    assert [] == [code for code in stated if "Source: " not in found[code].why]
    assert "STATUS" in found["all.2b"].title
    assert "answer 200 and report what is wrong" in found["all.2b"].fix
    assert "token hooks: the hook is skipped and the token goes out" in found["all.2b"].why
    assert "What Okta does: the whole patch is dropped" in found["token.3"].why
    assert [] == [
        code for code in stated if code.startswith("probe.") and "Okta does" in found[code].why
    ]


def test_severities_are_those_of_the_source() -> None:
    """An entry says `error` or `warning` where a place of the source says so."""
    said = defaultdict(set)
    for entry in catalogue():
        said[entry.code] |= set(entry.severity.split(", "))
    wrong = [each for each in raised()[0] if each.severity and each.severity not in said[each.code]]

    assert [] == wrong


def test_every_word_is_explained() -> None:
    """Words of reports and exit codes are those of the source, in any order."""
    explained = {entry.code for entry in catalogue() if entry.code.startswith(OTHERS)}

    assert explained == {
        *(f"exit-{code}" for code in EXIT_CODES),
        *(f"impact-{impact}" for impact in IMPACTS),
        *(f"action-{verb}" for verb in VERBS),
        *(f"drift-{kind}" for kind in get_args(DriftKind)),
        *(f"report-{word.replace(' ', '-')}" for word, _ in NOTICES.values()),
        *(f"report-{word}" for word in BESIDE),
        *(f"standing-{standing}" for standing in get_args(Standing)),
        *(f"result-{result.value.replace(' ', '-')}" for result in Result),
        "result-passed",
        *(f"answer-{outcome}" for outcome in get_args(Outcome)),
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
        ("[quote]", ["quote"]),
        ("[replace]", ["replace"]),
        ("all.2b", ["all.2b"]),
        ("error all.2b:", ["all.2b"]),
        ("warning probe.own-secret:", ["probe.own-secret"]),
        ("probe.case", ["probe.case"]),
        ("not tried", ["result-not-tried"]),
        ("NOT-TRIED", ["result-not-tried"]),
        ("unmanaged", ["standing-unmanaged"]),
        ("dropped", ["answer-dropped"]),
        ("all.99z", []),
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
