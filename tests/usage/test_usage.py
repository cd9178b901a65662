"""Usage as text, JSON, CSV and a page: the same figures, and nothing from outside gets loose."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from report import hostile
from usage import usage_values as v

from hookops.model.usage import Count, Usage
from hookops.report.csv_kit import cell
from hookops.report.formats import FORMATS, render
from hookops.report.json_kit import dumps
from hookops.usage.report.csv import COLUMNS, usage_csv
from hookops.usage.report.json import usage_data
from hookops.usage.report.text import bar
from hookops.usage.report.words import warnings

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "usage.schema.json"
COMMAND = re.compile(r"(?im)^\s*(::|section_)|##\[|##vso\[")
INVISIBLE = re.compile(r"[^\n\x20-\x7e\u2500]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_whole_text() -> None:
    """The report is exactly the text in its file."""
    expected = (EXPECTED / "usage.txt").read_text(encoding="utf-8")

    assert expected == render("usage", "text", v.FULL)


def test_nothing_at_all() -> None:
    """An org without hooks has a report too."""
    text = render("usage", "text", v.EMPTY)

    assert "\n0 events of 0 of 0 hooks, 0 failed; 0 never called; 0 called and not" in text
    assert text.startswith("Usage of hooks in acme, 2026-11-17 08:00 UTC to 2026-11-24 08:00 UTC\n")


def test_one_event() -> None:
    """One event is spoken of as one."""
    assert "1 event of 1 of 1 hook, 0 failed" in render("usage", "text", v.ONE)


def test_styled() -> None:
    """On a terminal a table sums up, and a hook that only fails is red."""
    text = render("usage", "text", v.FULL, styled=True, width=120)

    assert re.search(r"\x1b\[31m *InlineHook/fails", text)
    assert [] == INVISIBLE.findall(ANSI.sub("", text))


@pytest.mark.parametrize(
    ("count", "longest", "expected"),
    [
        (Count(10), 10, "=" * 30),
        (Count(5, 5), 10, "=" * 15 + "x" * 15),
        (Count(999, 1), 1000, "=" * 29 + "x"),
        (Count(1, 999), 1000, "=" + "x" * 29),
        (Count(failure=2), 2, "x" * 30),
        (Count(1), 1000, "="),
        (Count(1, 1), 1000, "x"),
    ],
)
def test_bar(count: Count, longest: int, expected: str) -> None:
    """Neither a failure nor a success among many others is rounded away."""
    assert expected == bar(count, longest)


@pytest.mark.parametrize("usage", [v.FULL, v.EMPTY, v.ONE])
def test_json_schema(usage: Usage) -> None:
    """The report is what its published schema says."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = Draft202012Validator(schema).iter_errors(json.loads(dumps(usage_data(usage))))

    assert [] == [error.message for error in found]


def test_json_figures() -> None:
    """Sums, and which hooks are never called or not in Git."""
    data = usage_data(v.FULL)

    assert {"total": 2212, "success": 2199, "failure": 13, "other": 0} == data["summary"][
        "executed"
    ]
    assert ["cal3"] == data["not_in_git"]
    assert ["InlineHook.off", "InlineHook.gone", "InlineHook.new"] == data["never_called"][:3]
    assert [False, True, False] == [hook["only_fails"] for hook in data["hooks"][:3]]
    assert ["durations"] == data["not_in_log"]


def test_csv() -> None:
    """One row for each figure; a hook without events has one too."""
    rows = list(csv.reader(StringIO(usage_csv(v.FULL))))
    day, type_ = "2026-11-20", "inline_hook.response.processed"
    about = ["InlineHook/token", "cal1", "Token hook", "t", "yes", "2026-11-21T23:59:59.000Z"]

    assert list(COLUMNS) == rows[0]
    assert [
        [day, *about, "inline_hook.executed", "success", "", "1200"],
        [day, *about, type_, "success", "", "1190"],
        [day, *about, type_, "failure", "", "9"],
        [day, *about, type_, "other", "", "1"],
    ] == rows[1:5]
    assert ["", "InlineHook/off", "cal4", "off", "t", "yes", *[""] * 4, "0"] in rows
    assert "'=Old" in [row[3] for row in rows]
    assert 3415 - 2 == sum(int(row[-1]) for row in rows[1:])


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", '=cmd|" /C calc"!A0']
)
def test_csv_has_no_formulas(text: str) -> None:
    """A spreadsheet takes no text of the log for a formula. Source: OWASP, CSV Injection."""
    assert cell(text).startswith(("'", "\\x09"))


@pytest.mark.parametrize("format", ["text", "json", "csv"])
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts(text: str, format: str) -> None:
    """No line is a command to a CI system, and no character is invisible."""
    actual = render("usage", format, v.everywhere(text))

    assert [] == COMMAND.findall(actual)
    assert [] == INVISIBLE.findall(actual)


def test_warnings() -> None:
    """One line for each hook that only fails, with the last time and the reason."""
    assert [
        "warning: InlineHook/fails only fails: in the last 7 days the System Log has 12 failures "
        "of it and no success, the last at 2026-11-22T00:00:00.000Z; most often: reason 00"
    ] == warnings([v.FAILS])


@pytest.mark.parametrize("format", FORMATS["usage"])
def test_determinism(format: str) -> None:
    """Same figures, same report, byte for byte."""
    assert render("usage", format, v.FULL) == render("usage", format, v.FULL)
