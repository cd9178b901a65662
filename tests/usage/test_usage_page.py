"""The usage page is complete. What holds of every page is in `tests/report/test_pages.py`."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from report.page import Page
from usage import usage_values as v

from hookops.model.usage import Count, DayUse, Period
from hookops.usage.report.chart import HEIGHT, ceiling
from hookops.usage.report.html import usage_html


def test_page_says_it_all() -> None:
    """Hooks, figures, reasons, what is not in Git, and what the log does not have."""
    text = " ".join(Page(usage_html(v.FULL)).texts)

    for expected in (
        *("Usage of hooks in prod at acme", "InlineHook/token", "only failures", "reason 11"),
        *("(no reason given)", "not in Git, not in Okta", "Never called", "in Git, gone from Okta"),
        *("The System Log has no durations", "executed 1,200; response.processed 1,200, 9 failed"),
    ):
        assert expected in text


def test_page_without_events() -> None:
    """There is a page all the same."""
    text = usage_html(v.EMPTY)

    assert "Hooks with events" not in text
    assert "All hooks, by day" in text


def test_figures_of_many_days_are_folded() -> None:
    """A month of figures does not push the next hook off the screen; paper shows it."""
    days = tuple(replace(v.TOKEN.days[0], day=f"2026-10-{day:02}") for day in range(1, 32))
    period = Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    text = usage_html(replace(v.ONE, period=period, hooks=(replace(v.TOKEN, days=days),)))

    assert ("<details>" in text, "<details open>" in text) == (True, False)
    assert "<details open>" in usage_html(v.FULL)


def test_bars_stay_in_the_chart() -> None:
    """Whatever the figures are, also when small parts are drawn higher than they are."""
    day = DayUse("2026-11-20", Count(1_000_000, 1, 1), Count(1), ())
    text = usage_html(replace(v.ONE, hooks=(replace(v.TOKEN, days=(day,)),)))
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
