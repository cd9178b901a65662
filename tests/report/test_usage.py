"""Usage as text, JSON, CSV and a page: the same figures, and nothing from outside gets loose."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hookops.model.resource import Key
from hookops.model.usage import Count, DayUse, HookUse, KnownHook, Period, Reason, Usage
from hookops.report.plan_json import dumps
from hookops.report.usage_csv import COLUMNS, cell, usage_csv
from hookops.report.usage_formats import USAGE_FORMATS, render_usage
from hookops.report.usage_html import usage_html
from hookops.report.usage_json import usage_data
from hookops.report.usage_svg import HEIGHT, ceiling
from hookops.report.usage_text import bar
from hookops.report.usage_words import warnings

from . import hostile

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "usage.schema.json"
COMMAND = re.compile(r"(?im)^\s*(::|section_)|##\[|##vso\[")
INVISIBLE = re.compile(r"[^\n\x20-\x7e\u2500]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PERIOD = Period(datetime(2026, 11, 17, 8, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC))


def key(name: str) -> Key:
    return Key("InlineHook", name)


TOKEN = HookUse(
    KnownHook("cal1", key("token"), "Token hook", "t", "ACTIVE", declared=True, managed=True),
    (
        DayUse(
            "2026-11-20", Count(1200), Count(1190, 9, 1), (Reason("response.processed", "", 9),)
        ),
        DayUse(
            "2026-11-21",
            Count(999, 1),
            Count(),
            (Reason("executed", "the service answered status 500", 1),),
        ),
    ),
    "2026-11-21T23:59:59.000Z",
)
FAILS = HookUse(
    KnownHook("cal2", key("fails"), "fails", "t", "ACTIVE", declared=True, managed=True),
    (
        DayUse(
            "2026-11-22",
            Count(failure=12),
            Count(),
            tuple(Reason("executed", f"reason {n:02}", 1) for n in range(12)),
        ),
    ),
    "2026-11-22T00:00:00.000Z",
)
STRANGER = HookUse(
    KnownHook("cal3", None, "=Old"),
    (DayUse("2026-11-17", Count(), Count(other=1), ()),),
    "2026-11-17T09:00:00.000Z",
)
SILENT = (
    HookUse(KnownHook("cal4", key("off"), "off", "t", "INACTIVE", declared=True, managed=True)),
    HookUse(KnownHook("cal5", key("gone"), "gone", "t", declared=True, managed=True)),
    HookUse(KnownHook("", key("new"), "new", "t", declared=True)),
    HookUse(KnownHook("cal6", key("dropped"), "dropped", "t", "ACTIVE", managed=True)),
    HookUse(KnownHook("cal7", key("deleted"), "deleted", "t")),
    HookUse(KnownHook("cal8", None, "", "t", "ACTIVE")),
)
FULL = Usage("acme", PERIOD, (TOKEN, FAILS, STRANGER, *SILENT), 3415, 2, 4, "prod at acme")
EMPTY = Usage("acme", PERIOD, (), 0, 0, 1)
ONE = Usage("acme", PERIOD, (STRANGER,), 1, 0, 1)


class Page(HTMLParser):
    """Everything of a page that a browser could act upon."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def everywhere(text: str) -> Usage:
    """A report in which every text from outside is this one."""
    hook = KnownHook(text, key(text), text, text, text, declared=True)
    use = HookUse(
        hook, (DayUse("2026-11-20", Count(1, 1, 1), Count(), (Reason("executed", text, 1),)),), text
    )
    unknown = replace(use, hook=replace(hook, key=None, declared=False))
    silent = replace(use, hook=hook, days=(), last="")
    return Usage(text, PERIOD, (use, unknown, silent), 6, 0, 1, text)


def test_whole_text() -> None:
    """The report is exactly the text in its file."""
    expected = (EXPECTED / "usage.txt").read_text(encoding="utf-8")

    assert expected == render_usage(FULL, "text")


def test_nothing_at_all() -> None:
    """An org without hooks has a report too."""
    text = render_usage(EMPTY, "text")

    assert "\n0 events of 0 of 0 hooks, 0 failed; 0 never called; 0 called and not" in text
    assert text.startswith("Usage of hooks in acme, 2026-11-17 08:00 UTC to 2026-11-24 08:00 UTC\n")


def test_one_event() -> None:
    """One event is spoken of as one."""
    assert "1 event of 1 of 1 hook, 0 failed" in render_usage(ONE, "text")


def test_styled() -> None:
    """On a terminal a table sums up, and a hook that only fails is red."""
    text = render_usage(FULL, "text", styled=True, width=120)

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


@pytest.mark.parametrize("usage", [FULL, EMPTY, ONE])
def test_json_schema(usage: Usage) -> None:
    """The report is what its published schema says."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = Draft202012Validator(schema).iter_errors(json.loads(dumps(usage_data(usage))))

    assert [] == [error.message for error in found]


def test_json_figures() -> None:
    """Sums, and which hooks are never called or not in Git."""
    data = usage_data(FULL)

    assert {"total": 2212, "success": 2199, "failure": 13, "other": 0} == data["summary"][
        "executed"
    ]
    assert ["cal3"] == data["not_in_git"]
    assert ["InlineHook.off", "InlineHook.gone", "InlineHook.new"] == data["never_called"][:3]
    assert [False, True, False] == [hook["only_fails"] for hook in data["hooks"][:3]]
    assert ["durations"] == data["not_in_log"]


def test_csv() -> None:
    """One row for each figure; a hook without events has one too."""
    rows = list(csv.reader(StringIO(usage_csv(FULL))))
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


def test_page_is_alone() -> None:
    """No script, nothing that is loaded, and a policy that forbids both."""
    page = Page(usage_html(FULL))
    names = {name for name, _ in page.attributes}

    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a"}
    assert not names & {"src", "href", "srcset", "xlink:href", "style", "action"}
    assert not any(name.startswith("on") for name in names)
    assert {"url(#failed)"} == {value for _, value in page.attributes if "url(" in value}
    assert {"default-src 'none'; style-src 'unsafe-inline'"} == {
        value for name, value in page.attributes if name == "content" and "src" in value
    }
    assert not re.search(r"url\(|@import|https?:", " ".join(page.texts))


def test_page_says_it_all() -> None:
    """Hooks, figures, reasons, what is not in Git, and what the log does not have."""
    text = " ".join(Page(usage_html(FULL)).texts)

    for told in (
        *("Usage of hooks in prod at acme", "InlineHook/token", "only failures", "reason 11"),
        *("(no reason given)", "not in Git, not in Okta", "Never called", "in Git, gone from Okta"),
        *("The System Log has no durations", "executed 1,200; response.processed 1,200, 9 failed"),
    ):
        assert told in text


def test_page_without_events() -> None:
    """There is a page all the same."""
    text = usage_html(EMPTY)

    assert "Hooks with events" not in text
    assert "All hooks, by day" in text


def test_figures_of_many_days_are_folded() -> None:
    """A month of figures does not push the next hook off the screen; paper shows it."""
    days = tuple(replace(TOKEN.days[0], day=f"2026-10-{day:02}") for day in range(1, 32))
    period = Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    text = usage_html(replace(ONE, period=period, hooks=(replace(TOKEN, days=days),)))

    assert ("<details>" in text, "<details open>" in text) == (True, False)
    assert "<details open>" in usage_html(FULL)


def test_bars_stay_in_the_chart() -> None:
    """Whatever the figures are, also when small parts are drawn higher than they are."""
    day = DayUse("2026-11-20", Count(1_000_000, 1, 1), Count(1), ())
    text = usage_html(replace(ONE, hooks=(replace(TOKEN, days=(day,)),)))
    bars = re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', text)

    assert 8 == len(bars)
    assert all(0 <= float(y) and float(y) + float(height) <= HEIGHT for y, height in bars)


@pytest.mark.parametrize(
    ("most", "expected"),
    [(0, 2), (1, 2), (3, 4), (5, 6), (10, 10), (11, 20), (29, 30), (2072, 3000)],
)
def test_scale(most: int, expected: int) -> None:
    """A round number whose half is a whole one."""
    assert expected == ceiling(most)


@pytest.mark.parametrize("format", ["text", "json", "csv"])
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts(text: str, format: str) -> None:
    """No line is a command to a CI system, and no character is invisible."""
    actual = render_usage(everywhere(text), format)

    assert [] == COMMAND.findall(actual)
    assert [] == INVISIBLE.findall(actual)


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_in_a_page(text: str) -> None:
    """They add no element and no attribute, and every reader sees them as text."""
    actual, benign = Page(usage_html(everywhere(text))), Page(usage_html(everywhere("benign")))

    assert benign.tags == actual.tags
    assert [name for name, _ in benign.attributes] == [name for name, _ in actual.attributes]


def test_warnings() -> None:
    """One line for each hook that only fails, with the last time and the reason."""
    assert [
        "warning: InlineHook/fails only fails: in the last 7 days the System Log has 12 failures "
        "of it and no success, the last at 2026-11-22T00:00:00.000Z; most often: reason 00"
    ] == warnings([FAILS])


@pytest.mark.parametrize("format", USAGE_FORMATS)
def test_determinism(format: str) -> None:
    """Same figures, same report, byte for byte."""
    assert render_usage(FULL, format) == render_usage(FULL, format)


def test_unknown_format() -> None:
    """A format that does not exist is our own mistake."""
    with pytest.raises(ValueError, match="xml"):
        render_usage(EMPTY, "xml")
