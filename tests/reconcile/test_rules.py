"""Ownership, the guard and drift, as tables."""

import pytest

from hookops.kinds import LISTED
from hookops.model.call import Call
from hookops.model.change import Action, Change, Phase, Step
from hookops.model.resource import (
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)
from hookops.model.source import Mark, Origin
from hookops.reconcile.changes import side_of, value_at
from hookops.reconcile.context import Limits, PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.drift import drift
from hookops.reconcile.intents import creating_intent
from hookops.reconcile.match import follow_renames, match_resources
from hookops.reconcile.passes.guards import check_guards
from hookops.reconcile.plan import plan

KIND = LISTED["InlineHook"]
URL = "https://acme.okta.com"
CREATED = "2025-03-13T23:38:58.000Z"
LATER = "2026-01-01T00:00:00.000Z"
TYPE = "com.okta.oauth2.tokens.transform"
PRINTS = {"channel.config.authScheme.value": Fingerprint("env:A")}


def key(name):
    return Key("InlineHook", name)


def resource(name="a", status="ACTIVE", uri="https://h.example.com/a", **members):
    data = {
        "metadata": {"name": name},
        "spec": {
            "name": members.pop("title", name),
            "type": members.pop("type", TYPE),
            "version": "1.0.1",
            "status": status,
            "channel": {"type": "HTTP", "config": {"uri": uri}},
        },
    }
    return Resource(key(name), KIND.parse(data), Origin(Mark(f"{name}.yaml", 1, 1)), **members)


def actual(
    name="a", hook_id="calabc0123", status="ACTIVE", uri="https://h.example.com/a", **members
):
    return KIND.read(
        {
            "id": hook_id,
            "name": name,
            "type": TYPE,
            "version": "1.0.1",
            "status": status,
            "channel": {"type": "HTTP", "config": {"uri": uri}},
            "created": CREATED,
            "lastUpdated": CREATED,
            **members,
        }
    )


def managed(name="a", hook_id="calabc0123", **members):
    compared = resource(name).spec.compared()
    return Managed(key(name), hook_id, **{"compared": compared, "last_updated": CREATED, **members})


def ledger(*entries, intents=()):
    return Ledger(URL, managed={m.key: m for m in entries}, intents=tuple(intents))


def desired(*resources):
    return {r.key: r for r in resources}


def snapshot(*actuals, unsupported=()):
    return Snapshot(tuple(actuals), unsupported)


# ownership


def intent(
    at="2025-03-13T23:38:57+00:00", step="create", known_ids=(), name="a", prints=None, **members
):
    compared = resource(**members).spec.compared()
    return Intent("1-a", key(name), step, at, compared, known_ids, prints or {})


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
    """Another type, or a name that is only alike, is another hook."""
    matches = match_resources(desired(resource(adopt=True)), snapshot(found), ledger())

    assert [None] == [matched.actual for matched in matches.matched]
    assert (found,) == matches.unmanaged


def test_an_id_decides_before_a_name():
    """What the ledger knows by id is ours, whatever it is called in Okta now."""
    found = actual(name="renamed in Okta")

    matches = match_resources(desired(resource()), snapshot(found), ledger(managed()))

    assert [found] == [matched.actual for matched in matches.matched]


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


# guard


def change(action, name="a", before=None, after=None, verbs=()):
    steps = tuple(Step(Phase.DELETE, verb, Call("DELETE", ("x",))) for verb in verbs)
    return Change(key(name), action, before, after, (), steps, "safe", "text", "", "")


def deletes(count):
    return [change(Action.DELETE, f"h{n}", actual(), None, ("delete",)) for n in range(count)]


def codes(changes, *, declared=1, entries=(), **limits):
    sides = desired(*(resource(f"d{n}") for n in range(declared))), snapshot(), ledger(*entries)
    context = PlanContext(*sides, match_resources(*sides), {}, Limits(**limits))
    found = check_guards(Draft(tuple(changes)), context)
    return [error.code for error in found.guard_errors]


@pytest.mark.parametrize(
    ("count", "share", "limits", "expected"),
    [
        (0, 0, {"prune": True}, []),
        (3, 3, {"prune": True}, []),
        (4, 4, {"prune": True}, ["max-delete"]),
        (4, 13, {"prune": True}, ["max-delete"]),
        (4, 14, {"prune": True}, []),
        (30, 100, {"prune": True}, []),
        (31, 100, {"prune": True}, ["max-delete"]),
        (31, 100, {"prune": True, "max_delete": 31}, []),
        (31, 100, {"prune": True, "max_delete": 30}, ["max-delete"]),
        (1, 100, {"prune": True, "max_delete": 0}, ["max-delete"]),
        (4, 4, {}, []),
    ],
)
def test_so_many_deletes_need_a_number(count, share, limits, expected):
    """Three deletes, or 30 %, are free; a number given replaces both, also a smaller one."""
    entries = [managed(f"m{n}", f"calmmm{n:04}") for n in range(share)]

    assert expected == codes(deletes(count), entries=entries, **limits)


def test_s2_an_empty_set_is_never_applied():
    """S2: where nothing is declared nothing is deleted, whatever number is given."""
    assert ["empty"] == codes(deletes(1), declared=0, prune=True, max_delete=9)


@pytest.mark.parametrize(
    ("action", "verbs", "expected"),
    [
        (Action.DELETE, ("delete",), ["protected"]),
        (Action.DEACTIVATE, ("deactivate",), ["protected"]),
        (Action.UPDATE, ("deactivate", "update"), ["protected"]),
        (Action.UPDATE, ("update",), []),
        (Action.ACTIVATE, ("activate",), []),
    ],
)
def test_s7_what_is_protected_does_not_end(action, verbs, expected):
    """S7: a protected hook is neither deleted nor deactivated; by its manifest or by the ledger."""
    by_git = change(action, "a", actual(), resource(protect=True), verbs)
    by_ledger = change(action, "a", actual(), resource(), verbs)

    assert expected == codes([by_git], prune=True)
    assert expected == codes([by_ledger], entries=[managed(protected=True)], prune=True)
    assert [] == codes([by_ledger], entries=[managed()], prune=True)


def test_a_protected_hook_may_be_created_inactive():
    """Nothing ends where nothing was."""
    made = change(Action.CREATE, "a", None, resource(protect=True), ("create", "deactivate"))

    assert [] == codes([made])


@pytest.mark.parametrize(("prune", "expected"), [(False, ["replace"]), (True, [])])
def test_a_replacement_deletes(prune, expected):
    """A replacement deletes a hook, so it needs --prune."""
    replaced = change(Action.REPLACE, "a", actual(), resource(), ("create", "delete"))

    assert expected == codes([replaced], prune=prune)


# plan


@pytest.mark.parametrize(
    ("applied", "actual", "wanted", "side"),
    [
        (None, 1, 2, "unknown"),
        ({}, 1, 2, "unknown"),
        ({"a": 1}, 1, 2, "git"),
        ({"a": 2}, 1, 2, "okta"),
        ({"a": 3}, 1, 2, "both"),
        ({"b": 3}, None, 2, "git"),
        ({"b": 3}, 1, None, "okta"),
    ],
)
def test_who_moved(applied, actual, wanted, side):
    """What was applied last tells who moved a field since."""
    entry = None if applied is None else managed(compared=applied)

    assert side == side_of(entry, ("a",), actual, wanted)


@pytest.mark.parametrize(
    ("path", "value"),
    [((), {"a": {"b": 1}}), (("a", "b"), 1), (("a", "c"), None), (("a", "b", "c"), None)],
)
def test_value_at(path, value):
    """The value at a path, or None where there is none."""
    assert value == value_at({"a": {"b": 1}}, path)


def test_plan_of_the_same_is_empty():
    """What is declared, applied and there is left alone."""
    made = plan(
        desired(resource()), snapshot(actual()), ledger(managed()), known={}, limits=Limits()
    )

    assert ((), {"InlineHook": 1}) == (made.changes, made.unchanged)


def conflicted(*targets):
    """Codes of a plan where `a` is not understood and `b` is not there."""
    made = plan(
        desired(resource("a"), resource("b")),
        snapshot(unsupported=("calabc0123",)),
        ledger(managed()),
        known={},
        limits=Limits(),
        targets=targets,
    )
    return [conflict.code for conflict in made.conflicts], [c.key.name for c in made.changes]


def test_conflicts_of_what_is_targeted():
    """A conflict stands against a plan whose targets have it, and against one without targets."""
    assert (["not-understood"], ["b"]) == conflicted()
    assert (["not-understood"], []) == conflicted("InlineHook/a")
    assert ([], ["b"]) == conflicted("InlineHook/b")


def test_a_plan_knows_every_id():
    """The ids that were there before a create are kept with the plan, unsupported ones as well."""
    made = plan(
        {}, snapshot(actual(), unsupported=("calodd0123",)), ledger(), known={}, limits=Limits()
    )

    assert (("calabc0123", "calodd0123"), ("calodd0123",)) == (made.known_ids, made.unsupported)


SECRET = {"type": "HEADER", "key": "X-A", "valueFrom": "env:A"}


@pytest.mark.parametrize(
    ("written", "status", "uri", "verbs"),
    [
        (False, "ACTIVE", "a", []),
        (True, "ACTIVE", "a", ["update"]),
        (False, "INACTIVE", "a", ["activate"]),
        (True, "INACTIVE", "a", ["update", "activate"]),
        (True, "ACTIVE", "b", ["update"]),
    ],
)
def test_a_secret_that_may_have_been_changed_is_sent_again(written, status, uri, verbs):
    """A later write in Okta is a suspicion; that the status was flipped too is no excuse for it."""
    config = {"uri": "https://h.example.com/a", "authScheme": SECRET}
    data = {
        "metadata": {"name": "a"},
        "spec": {"type": TYPE, "version": "1.0.1", "channel": {"type": "HTTP", "config": config}},
    }
    spec = KIND.parse(data)
    scheme = {"type": "HEADER", "key": "X-A"}
    there = {"uri": f"https://h.example.com/{uri}", "authScheme": scheme}
    found = actual(
        status=status,
        channel={"type": "HTTP", "config": there},
        lastUpdated=LATER if written else CREATED,
    )
    entry = managed(compared=spec.compared(), fingerprints=PRINTS)
    declared = Resource(key("a"), spec, Origin(Mark("a.yaml", 1, 1)))

    made = plan(desired(declared), snapshot(found), ledger(entry), known={}, limits=Limits())

    assert verbs == [step.verb for change in made.changes for step in change.steps]
    suspected = written and uri == "a"
    assert suspected == any(f.secret for change in made.changes for f in change.fields)


@pytest.mark.parametrize(
    ("uri", "codes"),
    [
        ("https://h.example.com/b", []),
        ("https://evil.example.com/a", ["new-host"]),
        ("https://h.example.com:8443/a", ["new-host"]),
    ],
)
def test_a_new_host_is_warned_of(uri, codes):
    """Another host or port that will get the secret is a warning; another path is none."""
    made = plan(
        desired(resource(uri=uri)), snapshot(actual()), ledger(managed()), known={}, limits=Limits()
    )

    assert codes == [warning.code for warning in made.warnings]


# drift


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
