"""What changed behind the manifests' back."""

import pytest
from reconcile.one_hook import (
    LATER,
    PRINTS,
    URL,
    actual,
    desired,
    ledger,
    managed,
    resource,
    snapshot,
)

from hookops.model.resource import (
    Ledger,
)
from hookops.reconcile.drift import drift


def whats(*actuals, entries, **more):
    found = drift(more.get("desired", {}), snapshot(*actuals), ledger(*entries))
    return [(d.key.name, d.what) for d in found.drifted]


@pytest.mark.parametrize(
    ("found", "entry", "expected"),
    [
        (actual(), managed(), []),
        (actual(uri="https://evil.example.com/"), managed(), [("a", "changed")]),
        (actual(status="INACTIVE"), managed(), [("a", "status")]),
        (actual(status="INACTIVE", name="b"), managed(), [("a", "changed")]),
        (actual(lastUpdated=LATER), managed(), []),
        (actual(lastUpdated=LATER), managed(fingerprints=PRINTS), [("a", "secret")]),
        (actual(), managed(fingerprints=PRINTS), []),
        (actual(lastUpdated=""), managed(fingerprints=PRINTS), []),
        (actual(hook_id="calzzz0123"), managed(), [("a", "gone")]),
    ],
    ids=["same", "uri", "status", "name", "written", "secret", "not written", "no time", "gone"],
)
def test_what_drifted(found, entry, expected):
    """Each sort of drift has its word; what looks the same and has no secret has not drifted."""
    assert expected == whats(found, entries=[entry])


def test_header_names_and_defaults_are_no_drift():
    """What Okta shows in other letters or leaves out is the same."""
    config = {"uri": "https://h.example.com/a", "headers": None, "authScheme": None}

    found = actual(channel={"type": "HTTP", "version": "1.0.0", "config": config})

    assert [] == whats(found, entries=[managed()])


def test_drift_without_a_ledger():
    """Before the first apply only what is declared and there can have drifted, or is missing."""
    none = Ledger(URL, exists=False)
    actuals = snapshot(actual(uri="https://h.example.com/x"), actual("c", "calccc0123"))

    found = drift(desired(resource("a"), resource("b")), actuals, none)

    assert "manifests" == found.against
    assert [("a", "changed"), ("b", "gone")] == [(d.key.name, d.what) for d in found.drifted]
    assert (["calccc0123"], {}) == ([u.id for u in found.unmanaged], found.in_sync)
