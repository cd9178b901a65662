"""Times of Okta and of a ledger: whatever is written there, it is one that can be compared."""

from datetime import UTC, datetime, timedelta

import pytest

from hookops.reconcile.intents import time_of


def test_a_time_of_okta():
    """With its zone, as Okta writes it."""
    assert datetime(2025, 3, 13, 23, 38, 58, tzinfo=UTC) == time_of("2025-03-13T23:38:58.000Z")


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "0001-01-01T00:00:00Z"),
        *("0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"),
    ],
)
def test_what_is_no_time_is_long_ago(text):
    """Also one that cannot be in another zone, or has no hour before or after it."""
    found = time_of(text)

    assert 1970 == found.year
    assert found - timedelta(hours=1) < found < found + timedelta(hours=1)
