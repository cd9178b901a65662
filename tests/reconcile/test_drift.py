"""What changed behind the manifests' back."""

import pytest
from reconcile.one_hook import (
    CREATED,
    LATER,
    PRINTS,
    URL,
    actual,
    desired,
    intent,
    ledger,
    managed,
    resource,
    snapshot,
)

from hookops.model.resource import (
    Ledger,
    Snapshot,
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


ANOTHER = actual(hook_id="calxyz0123")


def test_a_managed_hook_that_cannot_be_read():
    """What is there and not understood has a class of its own, and is not in sync."""
    found = drift({}, snapshot(unsupported=("calabc0123",)), ledger(managed()))

    assert [("calabc0123", "unsupported")] == [(d.id, d.what) for d in found.drifted]
    assert (False, {}) == (found.in_order, found.in_sync)


def test_an_unmanaged_hook_that_cannot_be_read():
    """Nobody declared it, and it is as little drift as any other unmanaged hook."""
    found = drift({}, snapshot(actual(), unsupported=("calxyz0123",)), ledger(managed()))

    assert (True, ("calxyz0123",)) == (found.in_order, found.unsupported)


@pytest.mark.parametrize(
    ("ours", "what"),
    [
        (actual(), "duplicates"),
        (actual(status="INACTIVE"), "duplicates"),
        (actual(uri="https://evil.example.com/"), "duplicates"),
        (actual(name="b"), "changed"),
    ],
)
def test_two_hooks_of_one_identity(ours, what):
    """Another one of its type and name is drift of a managed hook, whatever else is."""
    found = drift({}, snapshot(ours, ANOTHER), ledger(managed()))

    assert [("a", what)] == [(d.key.name, d.what) for d in found.drifted]


def test_the_other_hook_is_named_once():
    """The entry names the other one by its id, which is then no unmanaged hook besides."""
    found = drift({}, snapshot(actual(), ANOTHER), ledger(managed()))

    (item,) = found.drifted
    assert ("calabc0123", ()) == (item.id, found.unmanaged)
    assert "calxyz0123" in item.details[0]


def test_two_managed_hooks_of_one_name():
    """One that somebody gave the name of another has changed; the other one has not."""
    entries = [managed(), managed("b", "calbbb0123")]

    found = drift({}, snapshot(actual(), actual("a", "calbbb0123")), ledger(*entries))

    assert [("b", "changed")] == [(d.key.name, d.what) for d in found.drifted]


def test_two_hooks_of_one_identity_and_no_ledger():
    """Which of the two is ours is not known, and so is drift."""
    none = Ledger(URL, exists=False)

    found = drift(desired(resource()), snapshot(actual(), ANOTHER), none)

    assert [("a", "duplicates", CREATED)] == [
        (d.key.name, d.what, d.last_updated) for d in found.drifted
    ]


@pytest.mark.parametrize("step", ["create", "update", "activate", "delete", "bind"])
def test_an_open_intent(step):
    """A write whose outcome is not known is drift, reported with its verb and its time."""
    opened = intent(at="2025-03-13T23:38:57+00:00", step=step)

    found = drift({}, snapshot(actual()), ledger(managed(), intents=[opened]))

    (item,) = found.drifted
    assert ("intent", (), {}) == (item.what, item.fields, found.in_sync)
    assert f"was about to {step} it at 2025-03-13T23:38:57+00:00" in item.details[0]


def test_an_open_intent_of_what_is_not_there():
    """A create without an answer may have made something under any id."""
    found = drift(desired(resource()), snapshot(), ledger(intents=[intent()]))

    assert [("a", "", "intent")] == [(d.key.name, d.id, d.what) for d in found.drifted]
    assert () == found.pending


def test_the_most_dangerous_word_comes_first():
    """A hook has one entry, which has every sentence."""
    entry, opened = managed(), [intent(step="update"), intent(step="activate")]

    found = drift({}, snapshot(actual(status="INACTIVE")), ledger(entry, intents=opened))
    gone = drift({}, snapshot(), ledger(entry, intents=opened))

    (item,) = found.drifted
    assert ("intent", [("status",)], 2) == (
        item.what,
        [field.path for field in item.fields],
        len(item.details),
    )
    assert ["gone"] == [d.what for d in gone.drifted]


def test_changed_on_both_sides_is_one_entry():
    """What drifted and was edited in Git is listed once, with both."""
    edited = resource(uri="https://h.example.com/new")
    other = resource("b", uri="https://h.example.com/new")
    entries = [managed(), managed("b", "calbbb0123")]
    actuals = snapshot(actual(status="INACTIVE"), actual("b", "calbbb0123"))

    found = drift(desired(edited, other), actuals, ledger(*entries))

    (item,) = found.drifted
    assert ("a", ["b"]) == (item.key.name, [key.name for key in found.pending])
    assert ("its manifest was edited too, and that is not applied yet",) == item.details


@pytest.mark.parametrize("declared", [desired(resource()), {}])
def test_a_list_that_omits_a_hook(declared):
    """What a list omits and a read by its id finds is a warning, and nothing is in order."""
    seen = Snapshot((actual(),), unlisted=("calabc0123", "calnot0123"))

    found = drift(declared, seen, ledger(managed()))

    texts = [d.message.partition(":")[0] for d in found.warnings]
    assert ["InlineHook/a (calabc0123)", "calnot0123"] == texts
    assert ((), False) == (found.drifted, found.in_order)


@pytest.mark.parametrize(
    ("actuals", "count"),
    [
        ([actual()], 1),
        ([actual(uri="https://evil.example.com/")], 1),
        ([actual("c", "calccc0123")], 0),
        ([], 0),
    ],
)
def test_a_ledger_that_is_missing(actuals, count):
    """Where the org has what the manifests declare, somebody applied it: the ledger is missed."""
    none = Ledger(URL, exists=False)

    found = drift(desired(resource()), snapshot(*actuals), none, "ledgers/prod.json")

    assert count == len(found.warnings)
    assert all("there is no ledger at ledgers/prod.json" in d.message for d in found.warnings)


def test_a_ledger_that_is_there():
    """An empty ledger is one: whoever has it has applied here."""
    found = drift(desired(resource()), snapshot(actual()), ledger(), "ledgers/prod.json")

    assert () == found.warnings
