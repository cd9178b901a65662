"""What is said of a saved plan that planning again does not lead to."""

from pathlib import Path
from typing import Any

import pytest

from hookops.apply import saved_plan as saved
from hookops.apply.stale_plan import describe_difference
from hookops.model.errors import Conflict
from hookops.model.limits import Limits

AT = "2025-03-13T23:38:58+00:00"
URI = {"path": "channel.config.uri", "before": "https://a", "after": "https://b", "side": "git"}
CHANGE: dict[str, Any] = {
    "address": "InlineHook.a",
    "action": "update",
    "fields": [URI],
    "origin": "a.yaml:3:1",
    "calls": ["PUT"],
    "actual": {"id": "caf1", "lastUpdated": "09:00"},
}
HOOK = {"id": "caf9", "name": "Legacy", "type": "x", "status": "ACTIVE"}
WARNING = {"code": "new-host", "message": "InlineHook/a: another host", "origin": None}
LISTS = ("conflicts", "refusals", "warnings", "held", "by_hand", "unread")
PLAN: dict[str, Any] = {
    "organization": "https://acme.okta.com",
    "targets": [],
    **Limits().data(),
    "resource_changes": [CHANGE],
    **{name: [] for name in (*LISTS, "kept", "forgotten", "foreign", "unmanaged")},
    "unchanged": {"InlineHook": 1},
    "summary": {"update": 1},
    "snapshot": "00",
    "planned_against": {"InlineHook.a": "01", "Binding.app/X": "02"},
}


def changed(**members):
    """The plan with other members in its one change."""
    return PLAN | {"resource_changes": [CHANGE | members]}


@pytest.mark.parametrize(
    ("fresh", "expected"),
    [
        (PLAN, []),
        (
            PLAN | {"resource_changes": []},
            ["InlineHook/a: update: planned in the file and not now"],
        ),
        (
            PLAN | {"resource_changes": [CHANGE, CHANGE | {"address": "InlineHook.b"}]},
            ["InlineHook/b: update: planned now and not in the file"],
        ),
        (
            changed(action="replace", calls=["POST"]),
            ['InlineHook/a: action: in the file "update", now "replace"'],
        ),
        (
            changed(fields=[URI | {"before": "https://c"}], calls=["PATCH"]),
            [
                'InlineHook/a: channel.config.uri: in the file "https://a" -> "https://b", '
                'now "https://c" -> "https://b"'
            ],
        ),
        (
            changed(fields=[]),
            [
                'InlineHook/a: channel.config.uri: in the file "https://a" -> "https://b", '
                "now no change"
            ],
        ),
        (
            changed(fields=[URI, {"path": "status", "before": "ACTIVE", "after": None}]),
            ['InlineHook/a: status: in the file no change, now "ACTIVE" -> null'],
        ),
        (
            changed(fields=[URI | {"side": "both"}]),
            ['InlineHook/a: channel.config.uri: side: in the file "git", now "both"'],
        ),
        (
            changed(actual={"id": "caf1", "lastUpdated": "10:00"}),
            ['InlineHook/a in Okta: lastUpdated: in the file "09:00", now "10:00"'],
        ),
        (
            changed(origin="a.yaml:4:1"),
            ['InlineHook/a: origin: in the file "a.yaml:3:1", now "a.yaml:4:1"'],
        ),
        (changed(calls=["GET", "PUT"]), ["InlineHook/a: calls: not as in the file"]),
        (
            PLAN | {"planned_against": {"InlineHook.a": "99", "Binding.app/X": "03"}},
            ["Binding/app/X was changed in Okta"],
        ),
        (
            PLAN | {"planned_against": {"InlineHook.a": "01"}},
            ["Binding/app/X is gone from Okta"],
        ),
        (
            PLAN | {"planned_against": {**PLAN["planned_against"], "Binding.app/Y": "01"}},
            ["Binding/app/Y is new in Okta"],
        ),
        (
            PLAN | {"planned_against": {**PLAN["planned_against"], "Binding.rule/S.P": "01"}},
            ["Binding/rule/S.P is new in Okta"],
        ),
        (changed(origin=["a"]), ["InlineHook/a: origin: not as in the file"]),
        (
            changed(origin="\u00e9.yaml:4:1"),
            ['InlineHook/a: origin: in the file "a.yaml:3:1", now "\u00e9.yaml:4:1"'],
        ),
        (PLAN | {"unmanaged": [HOOK]}, ["new: unmanaged hook Legacy (caf9)"]),
        (PLAN | {"warnings": [WARNING]}, ["new: warning InlineHook/a: another host"]),
        (
            PLAN | {"held": [WARNING | {"origin": "a.yaml:4:1"}]},
            ["new: deferred change a.yaml:4:1: InlineHook/a: another host"],
        ),
        (PLAN | {"kept": ["InlineHook.b"]}, ["new: what is kept without --prune: InlineHook/b"]),
        (PLAN | {"foreign": ["caf7"]}, ["new: unsupported hook caf7"]),
        (PLAN | {"prune": True}, ["prune: in the file false, now true"]),
        (PLAN | {"unchanged": {"InlineHook": 2}}, ["unchanged: not as in the file"]),
        (PLAN | {"summary": {}}, []),
        (PLAN | {"overview": [{}]}, []),
    ],
)
def test_what_moved(fresh, expected):
    """Each thing that moved has its sentence, and nothing that only follows from it."""
    assert expected == describe_difference(PLAN, fresh)


def test_what_is_no_longer_there():
    """The same of what the file has and a plan made now has not."""
    saved_plan = PLAN | {"unmanaged": [HOOK], "warnings": [WARNING]}

    assert [
        "no longer: warning InlineHook/a: another host",
        "no longer: unmanaged hook Legacy (caf9)",
    ] == describe_difference(saved_plan, PLAN)


def test_what_is_in_both_lists():
    """Only what came and what went is named."""
    old = PLAN | {"kept": ["InlineHook.a", "InlineHook.b"]}
    new = PLAN | {"kept": ["InlineHook.b", "InlineHook.c"]}

    assert [
        "new: what is kept without --prune: InlineHook/c",
        "no longer: what is kept without --prune: InlineHook/a",
    ] == describe_difference(old, new)


def test_what_differs_in_details():
    """An element that reads the same and is another."""
    first, second = (PLAN | {"unmanaged": [HOOK | {"status": s}]} for s in ("ACTIVE", "INACTIVE"))

    expected = ["unmanaged hook Legacy (caf9): not as in the file"]
    assert expected == describe_difference(first, second)


@pytest.mark.parametrize(("count", "more"), [(9, []), (10, []), (11, ["and more"])])
def test_so_many_sentences(count, more):
    """A plan of another branch may differ in everything."""
    fresh = PLAN | {"foreign": [f"caf{number}" for number in range(count)]}

    found = describe_difference(PLAN, fresh)

    assert (min(count, 10) + len(more), more) == (len(found), found[10:])


@pytest.mark.parametrize(
    "members",
    [
        {"resource_changes": 7},
        {"resource_changes": None},
        {"resource_changes": [7]},
        {"resource_changes": [{}]},
        {"resource_changes": [CHANGE | {"address": 7}]},
        {"resource_changes": [CHANGE | {"address": "InlineHook.z", "action": 7}]},
        {"resource_changes": [CHANGE | {"fields": [7]}]},
        {"resource_changes": [CHANGE | {"actual": [7]}]},
        {"planned_against": [7]},
        {"warnings": [{}]},
        {"unmanaged": [{"name": 7}]},
    ],
)
def test_what_has_not_the_shape_of_a_plan(members):
    """What a file says is not believed, and is no crash."""
    found = describe_difference(PLAN | members, PLAN | {"prune": True})

    assert ["the file has not the shape of a plan"] == found


def test_hostile_text():
    """Text from the file cannot move a cursor or forge a line."""
    bad = "\x1b[2J\nfake"
    change = CHANGE | {"address": bad, "action": bad}
    field = CHANGE | {"fields": [{"path": bad, "before": bad, "after": bad}]}
    for members in (
        {"resource_changes": [change]},
        {"resource_changes": [field]},
        {"warnings": [WARNING | {"message": bad}]},
        {"foreign": [bad]},
        {bad: bad},
        {"planned_against": {bad: "1"}},
    ):
        text = "".join(describe_difference(PLAN | members, PLAN))

        assert "fake" in text
        assert text.isprintable()


def test_the_error():
    """It says what moved, what was not done, and what to do."""
    text = saved.seal(PLAN, created_at=AT)
    envelope, _ = saved.open_envelope(text, Path("p.json"))

    with pytest.raises(Conflict) as problem:
        saved.compare(text, PLAN | {"foreign": ["caf7"], "unmanaged": [HOOK]}, envelope)

    assert (
        "the plan is stale:\n  new: unsupported hook caf7\n  new: unmanaged hook Legacy (caf9)",
        "hookops wrote nothing; look at hookops plan, and save a new one",
    ) == (problem.value.message, problem.value.hint)


def test_something_that_has_no_sentence():
    """Two things of one name in Okta, one of which was changed."""
    text = saved.seal(PLAN, created_at=AT)
    envelope, _ = saved.open_envelope(text, Path("p.json"))

    with pytest.raises(Conflict, match="what it was made against was changed in Okta"):
        saved.compare(text, PLAN | {"snapshot": "01"}, envelope)
