"""A preview as text, JSON and JUnit: verdict and reasons, and nothing that must not be shown."""

import json
import re
import xml.etree.ElementTree as Xml
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hookops.contracts.exchange import Preview, Reply, Tls
from hookops.contracts.values import Finding, NoAnswer
from hookops.report.formats import FORMATS, render
from hookops.report.preview.json import preview_data
from hookops.report.preview.junit import preview_junit
from hookops.report.preview.words import MOST_LINES, compact, finding_lines, seconds

from . import hostile
from . import preview_values as v

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "preview.schema.json"
COMMAND = re.compile(r"(?im)^\s*(::|section_)|##\[|##vso\[")
INVISIBLE = re.compile(r"[^\n\x20-\x7e]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
ALL = {
    "passed": v.PASSED,
    "failed": v.FAILED,
    "silent": v.SILENT,
    "only-probes": v.ONLY_PROBES,
    "cases": v.CASES,
    "accepting": v.ACCEPTING,
}


def every(found: Preview) -> list[str]:
    return [*(render("preview", name, found) for name in FORMATS["preview"]), preview_junit(found)]


@pytest.mark.parametrize("name", ALL)
def test_whole_text(name: str) -> None:
    """The report is exactly the text in its file."""
    expected = (EXPECTED / f"preview-{name}.txt").read_text(encoding="utf-8")

    assert expected == render("preview", "text", ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_json_is_as_its_schema_says(name: str) -> None:
    """Valid, and without bodies."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    text = render("preview", "json", ALL[name])
    Draft202012Validator.check_schema(schema)

    assert [] == [
        error.message for error in Draft202012Validator(schema).iter_errors(json.loads(text))
    ]
    assert "ada@example.com" not in text
    assert "Europe" not in text


def test_side_by_side() -> None:
    """In a wide terminal both bodies stand in one line; in a narrow one below each other."""
    wide = ANSI.sub("", render("preview", "text", v.PASSED, styled=True, width=140))
    narrow = ANSI.sub("", render("preview", "text", v.PASSED, styled=True, width=100))

    (line,) = [line for line in wide.splitlines() if "eventType" in line]
    assert "| " in line
    assert "commands" in wide
    assert max(len(line) for line in wide.splitlines()) <= 140
    assert "\nrequest\n" in narrow
    assert " | " not in narrow


def test_wide_letters_stay_in_their_column() -> None:
    """Counted as a terminal does."""
    reply = Reply(v.answer({"debugContext": {"名前": "東京" * 60}}))
    text = render("preview", "text", v.preview(v.exchange(reply)), styled=True, width=120)
    bars = {line.index("|") for line in ANSI.sub("", text).splitlines() if " | " in line}

    assert 1 == len(bars)


@pytest.mark.parametrize(("found", "hidden"), [(v.PASSWORD, "correct horse"), (v.CODE, "481")])
def test_passwords_and_codes_are_hidden(found: Any, hidden: str) -> None:
    """In the request, and where the answer repeats them."""
    texts = every(v.preview(found))

    assert [] == [text for text in texts if f'"{hidden}"' in text]
    assert "<hidden>" in texts[0]


def test_an_answer_with_a_secret_of_ours_is_not_shown() -> None:
    """Not one byte of it."""
    found = replace(v.GOOD, echoes=True)
    text = render("preview", "text", v.preview(found))

    assert "(not shown: it holds a secret of the call)" in text
    assert "Europe" not in text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"<html>\n<b>no</b>", "    <html>\n    <b>no</b>\n"),
        (b"\xff\xfe", "    \ufffd\ufffd\n"),
        (b"[" * 5000, "    " + "[" * 297 + "...\n"),
        (b"", "answer\n    (nothing)\n"),
        (json.dumps({str(n): "x" * 99 for n in range(300)}).encode(), "... and 102 more lines"),
    ],
)
def test_bodies_of_any_shape(body: bytes, shown: str) -> None:
    """JSON or not, long or empty."""
    reply = Reply(v.answer(body))
    text = render("preview", "text", v.preview(v.exchange(reply)))

    assert shown in text
    assert text.count("\n") < MOST_LINES + 120


@pytest.mark.promise("P21")
def test_nothing_from_outside_gets_loose() -> None:
    """No escape sequence, no command to a CI system, in any format."""
    for evil in hostile.TEXTS:
        reply = Reply(v.answer({evil: evil, "commands": [{"type": evil, "value": evil}]}))
        none = Reply(NoAnswer("tls"), None, evil)
        found = v.preview(
            v.exchange(reply, evil),
            v.exchange(none, evil, 200),
            title=evil,
            url=evil,
            authentication=evil,
            remarks=(evil,),
        )
        text = render("preview", "text", found)
        one = render("preview", "text", v.preview(v.exchange(reply, evil)))
        Xml.fromstring(preview_junit(found))

        assert [] == COMMAND.findall(text + one + preview_junit(found))
        assert [] == INVISIBLE.findall(text + one)


def test_junit() -> None:
    """A test for each call, probe and the times; failures say why."""
    suite = Xml.fromstring(preview_junit(v.FAILED)).find("testsuite")
    assert suite is not None
    tests = {test.get("name"): test.find("failure") for test in suite}

    assert ("5", "2") == (suite.get("tests"), suite.get("failures"))
    assert {"authorization-code", "call without the secret", "call with a wrong secret"} < set(
        tests
    )
    wrong = tests["call with a wrong secret"]
    assert wrong is not None
    assert (wrong.get("message") or "").startswith("error probe.accepts: the service answers 204")


def test_an_accepted_secret_is_in_every_format() -> None:
    """By its field, never by its value, and only where it was proven."""
    field = "channel.config.authScheme.value"
    tests = [test.get("name") for test in Xml.fromstring(preview_junit(v.ACCEPTING)).iter()]

    assert f"{field}: the service accepts this value" in tests
    assert [field] == preview_data(v.ACCEPTING)["accepted_secrets"]
    assert [] == preview_data(v.PASSED)["accepted_secrets"]
    assert not any("accepts this value" in text for text in every(v.FAILED))


@pytest.mark.parametrize(
    ("found", "passed"),
    [
        (v.PASSED, True),
        (v.ACCEPTING, True),
        (v.FAILED, False),
        (v.SILENT, False),
        (v.ONLY_PROBES, False),
        (v.CASES, False),
        (v.preview(v.CASES.exchanges[2]), True),
    ],
)
def test_passed(found: Preview, passed: bool) -> None:
    """Everything that was looked at counts."""
    assert passed == found.passed == preview_data(found)["passed"]


def test_an_expired_certificate_is_reported_without_a_version() -> None:
    """The handshake failed, so there is none."""
    found = v.exchange(Reply(NoAnswer("tls"), Tls("", 0.0), "the certificate is not trusted"))
    text = render("preview", "text", v.preview(found))

    assert "error probe.tls-expired" in text
    assert "security:" not in text


def test_small_things() -> None:
    """Times in words, JSON in the width that there is."""
    assert ["4 ms", "99 ms", "0.10 s", "12.35 s"] == [
        seconds(s) for s in (0.004, 0.0989, 0.1, 12.345)
    ]
    assert '{"a": [1]}' == compact({"a": [1]}, 20)
    assert '{\n  "a": [\n    1,\n    2\n  ]\n}' == compact({"a": [1, 2]}, 5)
    assert ("[]", "{}", '"long"') == (compact([], 1), compact({}, 1), compact("long", 1))
    assert ["info a: b"] == list(finding_lines(Finding("a", "info", "b", (), "")))
