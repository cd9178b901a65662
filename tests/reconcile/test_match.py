"""Which hook in Okta is a declared one: by id, by intent, by consent."""

import pytest
from reconcile.one_hook import (
    PRINTS,
    actual,
    desired,
    intent,
    key,
    ledger,
    managed,
    resource,
    snapshot,
)

from hookops.reconcile.intents import creating_intent
from hookops.reconcile.match import match_resources
from hookops.reconcile.matching.renames import follow_renames


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        (intent(), actual()),
        (intent(at="2025-03-13T23:39:00+00:00"), actual()),
        (intent(at="2025-03-14T00:38:58+01:00"), actual()),
        (intent(), actual(status="INACTIVE")),
        (intent(status="INACTIVE"), actual()),
        (intent(known_ids=("calzzz0123",)), actual()),
    ],
    ids=["after", "slack", "other zone", "inactive", "to be inactive", "others known"],
)
def test_a_create_of_ours_is_recognised(evidence, found):
    """A hook that was not there before, is not older than the intent and equals it is ours."""
    matches = match_resources(desired(resource()), snapshot(found), ledger(intents=[evidence]))

    (matched,) = matches.matched
    assert (found, True, "an earlier run created it") == (
        matched.actual,
        matched.adopts,
        matched.reason,
    )
    assert ((), ()) == (matches.conflicts, matches.unmanaged)


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        (intent(at="2025-03-13T23:39:01+00:00"), actual()),
        (intent(known_ids=("calabc0123",)), actual()),
        (intent(), actual(uri="https://evil.example.com/a")),
        (intent(), actual(version="1.0.0")),
        (intent(uri="https://h.example.com/b"), actual()),
        (intent(step="update"), actual()),
        (intent(name="b"), actual()),
        (intent(), actual(created="")),
        (intent(), actual(created="yesterday")),
        (intent(), actual(created=None)),
    ],
    ids=[
        "older",
        "known",
        "other uri",
        "other version",
        "other intent",
        "no create",
        "another's",
        "no time",
        "no date",
        "null",
    ],
)
def test_an_unmanaged_hook_is_not_taken(evidence, found):
    """Where any of the evidence is missing the hook is unmanaged, and a conflict."""
    matches = match_resources(desired(resource()), snapshot(found), ledger(intents=[evidence]))

    assert [(key("a"), "exists")] == [(k, conflict.code) for k, conflict in matches.conflicts]
    assert ((), (found,)) == (matches.matched, matches.unmanaged)


@pytest.mark.promise("P2")
def test_two_hooks_that_fit_an_intent():
    """Two hooks that could be ours are a conflict; none is guessed."""
    both = snapshot(actual(), actual(hook_id="calzzz0123"))

    matches = match_resources(desired(resource()), both, ledger(intents=[intent()]))

    assert ["ambiguous"] == [conflict.code for _, conflict in matches.conflicts]
    assert "calabc0123, calzzz0123" in matches.conflicts[0][1].message


def test_a_create_is_recognised_under_its_passing_name():
    """The name counts as it was sent, not as it is declared: a replacement's is a passing one."""
    passing = "a (hookops: replacing calold0123)"
    evidence = intent(title=passing)
    old = actual(hook_id="calold0123", type="com.okta.saml.tokens.transform")
    both = snapshot(old, actual(passing))

    matches = match_resources(
        desired(resource()), both, ledger(managed(hook_id="calold0123"), intents=[evidence])
    )

    (matched,) = matches.matched
    assert ("calabc0123", True, None) == (matched.actual.id, matched.adopts, matched.managed)
    assert "calold0123" == matched.replaced.id
    assert [(key("a~calold0123"), old)] == [(m.key, found) for m, found in matches.undeclared]
    assert ((), ()) == (matches.conflicts, matches.unmanaged)


def test_what_was_replaced_and_is_gone_is_forgotten():
    """The old hook of an unfinished replacement that is not there any more needs no delete."""
    matches = match_resources(
        desired(resource()),
        snapshot(actual()),
        ledger(managed(hook_id="calold0123"), intents=[intent()]),
    )

    assert ((), (key("a~calold0123"),)) == (matches.undeclared, matches.forgotten)


def test_any_of_several_creates_is_recognised():
    """An older create counts as much as the last one."""
    creates = [intent(uri="https://h.example.com/old"), intent(at="2025-03-14T00:00:00+00:00")]
    found = actual(uri="https://h.example.com/old")

    matches = match_resources(desired(resource()), snapshot(found), ledger(intents=creates))

    assert [(found, True)] == [(matched.actual, matched.adopts) for matched in matches.matched]


def test_a_created_hook_beside_an_unmanaged_one_of_its_name():
    """Only people can tell a hook of ours from an unmanaged one of the declared name."""
    both = snapshot(actual(), actual(hook_id="calzzz0123", uri="https://evil.example.com/a"))

    matches = match_resources(desired(resource()), both, ledger(intents=[intent()]))

    assert ["ambiguous"] == [conflict.code for _, conflict in matches.conflicts]
    assert ((), both.actuals) == (matches.matched, matches.unmanaged)


def test_who_made_a_hook_and_with_which_secrets():
    """The intent that fits tells the secrets that its create carried; without one there is none."""
    first, second = intent(uri="https://h.example.com/b"), intent(prints=PRINTS)
    entries = ledger(intents=[first, second])

    assert PRINTS == creating_intent(entries, key("a"), actual()).fingerprints
    assert second is creating_intent(entries, key("a"), actual())
    assert None is creating_intent(entries, key("b"), actual())
    assert None is creating_intent(entries, key("a"), actual("other"))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        (ledger(), "it does not exist yet"),
        (ledger(managed()), "it is gone from Okta"),
        (ledger(intents=[intent(step="update")]), "it does not exist yet"),
        (ledger(intents=[intent(name="b")]), "it does not exist yet"),
        (
            ledger(intents=[intent()]),
            "it does not exist yet; "
            "an earlier create of it has no known outcome, and nothing proves it",
        ),
        (
            ledger(managed(), intents=[intent()]),
            "it is gone from Okta; "
            "an earlier create of it has no known outcome, and nothing proves it",
        ),
    ],
    ids=["new", "gone", "update", "another's", "open create", "gone, open create"],
)
def test_why_a_hook_is_created(entries, reason):
    """What is not there is created; the reason includes an earlier create that is open."""
    matches = match_resources(desired(resource()), snapshot(), entries)

    assert [(None, reason)] == [(matched.actual, matched.reason) for matched in matches.matched]


def test_what_is_managed_and_not_understood():
    """A managed hook that became unsupported is a conflict: neither written nor created again."""
    unreadable = snapshot(unsupported=("calabc0123",))

    matches = match_resources(desired(resource()), unreadable, ledger(managed()))

    assert [(key("a"), "not-understood")] == [(k, c.code) for k, c in matches.conflicts]
    assert ((), (), ()) == (matches.matched, matches.undeclared, matches.forgotten)


def test_what_is_undeclared_and_not_understood_is_not_forgotten():
    """A managed hook that became unsupported stays in the ledger, also when it is not declared."""
    matches = match_resources({}, snapshot(unsupported=("calabc0123",)), ledger(managed()))

    assert ((), (), ()) == (matches.undeclared, matches.forgotten, matches.conflicts)


def test_a_new_name_that_an_unmanaged_hook_has():
    """A renaming onto the name of a hook that is not managed is a conflict of its own."""
    both = snapshot(actual(name="old"), actual(hook_id="calzzz0123"))

    matches = match_resources(desired(resource()), both, ledger(managed()))

    assert [(key("a"), "name-held")] == [(k, c.code) for k, c in matches.conflicts]
    assert "calzzz0123" in matches.conflicts[0][1].message


def test_adoption_by_consent():
    """An annotation takes over the one hook of the same type and name."""
    matches = match_resources(desired(resource(adopt=True)), snapshot(actual()), ledger())

    assert ["adopted, as annotated"] == [matched.reason for matched in matches.matched]


@pytest.mark.parametrize(
    "found", [actual(name="A"), actual(name="a "), actual(type="com.okta.saml.tokens.transform")]
)
def test_adoption_is_by_type_and_name(found):
    """Another type, or a name that is only alike, is another hook: no second one is made."""
    matches = match_resources(desired(resource(adopt=True)), snapshot(found), ledger())

    ((_, conflict),) = matches.conflicts
    assert ((), (found,)) == (matches.matched, matches.unmanaged)
    assert (
        "InlineHook/a: there is no hook of this type and name in Okta to adopt: "
        f'"a"; similar: "{found.spec.name}" (calabc0123, {found.spec.type})'
    ) == conflict.message
    assert conflict.hint.startswith("write its name and type as they are in Okta")


def test_adoption_of_what_is_not_there():
    """Nothing is created in its place, and nothing else is named."""
    matches = match_resources(desired(resource(adopt=True)), snapshot(), ledger())

    ((_, conflict),) = matches.conflicts
    assert (
        "nothing-to-adopt",
        "hookops apply creates one, unless hookops.dev/adopt says that it exists",
    ) == (
        conflict.code,
        conflict.hint,
    )


def test_what_was_adopted_and_is_gone_is_made_again():
    """The annotation has had its effect, so it stands against nothing any more."""
    matches = match_resources(desired(resource(adopt=True)), snapshot(), ledger(managed()))

    assert ["it is gone from Okta"] == [matched.reason for matched in matches.matched]


def test_an_id_decides_before_a_name():
    """What the ledger knows by id is ours, whatever it is called in Okta now."""
    found = actual(name="renamed in Okta")

    matches = match_resources(desired(resource()), snapshot(found), ledger(managed()))

    assert [found] == [matched.actual for matched in matches.matched]


@pytest.mark.promise("P2")
def test_a_namesake_of_what_is_managed():
    """A second hook of the same type and name beside ours is a conflict."""
    both = snapshot(actual(), actual(hook_id="calzzz0123"))

    matches = match_resources(desired(resource()), both, ledger(managed()))

    assert ["ambiguous"] == [conflict.code for _, conflict in matches.conflicts]


def test_undeclared_is_orphaned_or_forgotten():
    """What is managed and no longer declared is an orphan if it is there."""
    entries = ledger(managed("a"), managed("b", "calbbb0123"))

    matches = match_resources({}, snapshot(actual()), entries)

    assert ["a"] == [entry.key.name for entry, _ in matches.undeclared]
    assert (key("b"),) == matches.forgotten


def test_renames_are_followed_once():
    """The first former name that is in the ledger gives its entry; a name in use stays."""
    old = ledger(managed("x", "calxxx0123"), managed("y", "calyyy0123"))
    new = resource("a", previous_names=("w", "x", "y"))

    found = follow_renames(old, desired(new))

    assert {"a": "calxxx0123", "y": "calyyy0123"} == {
        k.name: m.id for k, m in found.managed.items()
    }
    assert key("a") == found.managed[key("a")].key


def test_renames_move_intents():
    """What is open under a former name is open under the new one, with or without an entry."""
    opened = (intent(name="x"), intent(name="x", step="update"), intent(name="y"))
    new = desired(resource("a", previous_names=("x",)))

    managed_too = follow_renames(ledger(managed("x"), intents=opened), new)
    alone = follow_renames(ledger(intents=opened), new)

    moved = [(key("a"), "create"), (key("a"), "update"), (key("y"), "create")]
    assert moved == [(i.key, i.step) for i in managed_too.intents]
    assert moved == [(i.key, i.step) for i in alone.intents]
    assert ([key("a")], []) == ([*managed_too.managed], [*alone.managed])


def test_intents_under_a_name_in_use_stay():
    """What is managed under its name of today takes nothing over from a former one."""
    old = ledger(managed(), intents=[intent(name="x")])

    assert old is follow_renames(old, desired(resource(previous_names=("x",))))


def test_renames_without_effect():
    """Where nothing is to be renamed the ledger is the very same."""
    old = ledger(managed())

    assert old is follow_renames(old, desired(resource(previous_names=("b",))))
