"""One binding is written: read, changed in one place, sent, read again; the org is scripted."""

import copy
from typing import Any

import pytest
from kinds.test_binding import REGISTRATION, SAML, app, declared, enrollment, point

from hookops.apply.edit import Editor, edit_object
from hookops.kinds import KINDS
from hookops.model.call import Edit
from hookops.model.change import Action, Change
from hookops.model.errors import Conflict, Unavailable, WriteUnknown
from hookops.model.resource import Resource
from hookops.model.source import Mark, Origin

KIND: Any = KINDS["Binding"]


class Org:
    """One app; what happens at each request is scripted."""

    def __init__(self, raw, **script):
        self.raw, self.script, self.sent = raw, script, []

    def __call__(self, call, before_retry=None):
        self.sent.append(call.method)
        act = self.script.get(f"{call.method}{self.sent.count(call.method)}")
        if act is not None:
            act(self)
        if call.method == "PUT":
            self.raw = {**self.raw, **copy.deepcopy(call.body)}
            hooks = self.raw["settings"]["signOn"]["inlineHooks"]
            for hook in hooks:
                hook["id"] = "cal0000001" if not isinstance(hook["id"], str) else hook["id"]
        return copy.deepcopy(self.raw)


def editor(org, raw):
    """The editor that binds the app to `cal1`."""
    actual, after = point(SAML, raw, "Acme"), declared(SAML, app="Acme")
    steps = KIND.write(actual, after, "bind")
    resource = Resource(after.key, after, Origin(Mark("a", 1, 1)))
    change = Change(after.key, Action.BIND, actual, resource, (), steps, "silent", "", "", "")
    return Editor(change, steps[0], org, lambda key: "cal0000001")


def bind(*hooks):
    """Somebody binds the app."""

    def act(org):
        org.raw["settings"]["signOn"]["inlineHooks"] = [{"id": hook} for hook in hooks]

    return act


def lose(org):
    raise WriteUnknown("no answer")


@pytest.mark.promise("P13")
def test_read_written_and_read():
    """Three requests, and nothing else differs."""
    org = Org(app())

    answer, note = editor(org, app()).carry_out()

    assert (["GET", "PUT", "GET"], "") == (org.sent, note)
    assert "cal0000001" == answer["settings"]["signOn"]["inlineHooks"][0]["id"]


def test_what_is_there_already_is_not_written():
    """Somebody was quicker, with the same hook."""
    org = Org(app("cal0000001"))

    assert ("", ["GET"]) == (editor(org, app()).carry_out()[1], org.sent)


def test_somebody_right_after_us():
    """The binding is not ours any more when it is read back: it was written all the same."""
    org = Org(app(), GET2=bind("cal0000009"))

    with pytest.raises(WriteUnknown, match="a read after it shows something else"):
        editor(org, app()).carry_out()


def test_somebody_while_our_write_is_lost():
    """Nothing is sent again over another hook."""
    org = Org(app(), PUT1=lose, GET2=bind("cal0000009"))

    with pytest.raises(WriteUnknown, match="not sent again: .* was changed in Okta since"):
        editor(org, app()).carry_out()
    assert ["GET", "PUT", "GET"] == org.sent


def test_another_object():
    """An answer about something else is nothing to write on."""
    with pytest.raises(Conflict, match="not about Binding/app/Acme"):
        editor(Org(app() | {"id": "0oaother000"}), app()).carry_out()


def test_an_object_without_a_place():
    """What the pointer needs has to be there."""
    with pytest.raises(Conflict, match=r"has no settings.signOn"):
        edit_object({"settings": {}}, Edit(("settings", "signOn", "inlineHooks"), []))
    with pytest.raises(Conflict, match="has no a"):
        edit_object({"a": 1}, Edit(("a", "b"), [], left_out=(("x", "y"),)))


def test_many_differences_are_counted():
    """Five are named."""

    def rename(org):
        org.raw |= {f"m{number}": 1 for number in range(7)}

    note = editor(Org(app(), GET2=rename), app()).carry_out()[1]

    assert note.startswith("m0, m1, m2, m3, m4 and 2 more changed at the same time")


def test_the_same_hook_on_other_occasions():
    """Where occasions are declared they are part of what is wanted."""
    member = {"inlineHookId": "cal0000001", "scopes": ["PROGRESSIVE_PROFILING"]}
    old, new = (
        enrollment([member]),
        enrollment([{**member, "scopes": ["SELF_SERVICE_REGISTRATION"]}]),
    )
    before = point(REGISTRATION, old)
    after = declared(REGISTRATION, profilePolicy="x", runOn=["new-user"])
    resource = Resource(after.key, after, Origin(Mark("a", 1, 1)))
    steps = KIND.write(before, after, "rebind")
    change = Change(after.key, Action.REBIND, before, resource, (), steps, "silent", "", "", "")
    answers, sent = [old, None, new], []

    def send(call, before_retry=None):
        sent.append(call.method)
        return answers.pop(0)

    assert (new, "") == Editor(change, steps[0], send, lambda _: "cal0000001").carry_out()
    assert ["GET", "PUT", "GET"] == sent


# an answer that is lost


def fail(org):
    raise Unavailable("no route")


def carry_out_and_lose(org):
    """Our write is carried out, and its answer lost."""
    org.raw["settings"]["signOn"]["inlineHooks"] = [{"id": "cal0000001"}]
    raise WriteUnknown("no answer")


def test_a_lost_write_that_was_carried_out():
    """A read proves it, and it is not sent again."""
    org = Org(app(), PUT1=carry_out_and_lose)

    _, note = editor(org, app()).carry_out()

    assert (["GET", "PUT", "GET", "GET"], "") == (org.sent, note)


def test_a_lost_write_that_was_not_carried_out():
    """The object is as planned, so it is sent once more."""
    org = Org(app(), PUT1=lose)

    editor(org, app()).carry_out()

    assert ["GET", "PUT", "GET", "PUT", "GET"] == org.sent
    assert "cal0000001" == org.raw["settings"]["signOn"]["inlineHooks"][0]["id"]


def test_a_write_that_is_lost_twice():
    """Nobody knows, and it is not sent a third time."""
    org = Org(app(), PUT1=lose, PUT2=lose)

    with pytest.raises(WriteUnknown, match="no answer"):
        editor(org, app()).carry_out()
    assert ["GET", "PUT", "GET", "PUT"] == org.sent


@pytest.mark.parametrize("script", [{"GET2": fail}, {"PUT1": lose, "GET2": fail}])
def test_a_write_that_cannot_be_read_back(script):
    """Without a read after it, nothing is known: never an error that says nothing was sent."""
    org = Org(app(), **script)

    with pytest.raises(WriteUnknown) as problem:
        editor(org, app()).carry_out()

    path = "PUT /api/v1/apps/0oa1234567"
    assert f"{path}: sent, and reading what became of it failed: no route" == problem.value.message


def test_a_write_that_is_refused():
    """Okta's answer is no: that is known."""
    org = Org(app(), PUT1=fail)

    with pytest.raises(Unavailable):
        editor(org, app()).carry_out()
    assert ["GET", "PUT"] == org.sent


def test_the_errors_of_an_edit():
    """Each says which object, what happened and what to do."""
    path = "PUT /api/v1/apps/0oa1234567: "
    name = "Binding/app/Acme"
    errors = []
    after = Org(app(), GET2=bind("cal0000009"))
    for org in (after, Org(app("cal0000009")), Org(app() | {"id": "0oa9"})):
        with pytest.raises((Conflict, WriteUnknown)) as problem:
            editor(org, app()).carry_out()
        errors.append(str(problem.value))

    assert [
        f"{path}sent, and a read after it shows something else: somebody changed {name} at the "
        "same time\n"
        "  hint: hookops did not try again; look at hookops plan",
        f"{path}not sent: {name} was changed in Okta since it was planned: "
        'hook: null then, "cal0000009" now\n'
        "  hint: hookops wrote nothing to it; look at hookops plan, which shows it as it is now",
        f"{path}the answer is not about {name}",
    ] == errors


# the body


HERE = ("a", "b")


@pytest.mark.promise("P13")
@pytest.mark.parametrize(
    ("edit", "body"),
    [
        (Edit(HERE, [1]), {"a": {"b": [1], "c": 2}, "id": "x"}),
        (Edit(("a", "new"), [1]), {"a": {"b": 0, "c": 2, "new": [1]}, "id": "x"}),
        (Edit(HERE, None), {"a": {"c": 2}, "id": "x"}),
        (Edit(("a", "new"), None), {"a": {"b": 0, "c": 2}, "id": "x"}),
        (Edit(HERE, None, null=True), {"a": {"b": None, "c": 2}, "id": "x"}),
        (Edit(HERE, 1, left_out=(("id",), ("a", "c"))), {"a": {"b": 1}}),
        (
            Edit(HERE, 1, left_out=(("no",), ("no", "x"), ("id", "x"))),
            {"a": {"b": 1, "c": 2}, "id": "x"},
        ),
        (Edit(("id",), "y"), {"a": {"b": 0, "c": 2}, "id": "y"}),
    ],
)
def test_the_body_of_an_edit(edit, body):
    """The pointer is as it is to be, what Okta alone sets is left out, the rest is as it was."""
    read = {"a": {"b": 0, "c": 2}, "id": "x"}

    assert body == edit_object(read, edit)
    assert {"a": {"b": 0, "c": 2}, "id": "x"} == read


# what else changed


@pytest.mark.parametrize(
    ("members", "note"),
    [
        ({"lastUpdated": "2026"}, ""),
        ({"label": "New"}, "label"),
        ({"m": 1}, "m"),
        ({"m": {"deep": 1}}, "m"),
        ({"settings": {"signOn": {"inlineHooks": [{"id": "cal0000001"}]}}}, "settings.notes, "
         "settings.signOn.acsEndpoints"),
        ({"features": ["PUSH", "PULL"]}, ""),
        ({f"m{number}": 1 for number in range(5)}, "m0, m1, m2, m3, m4"),
        ({f"m{number}": 1 for number in range(6)}, "m0, m1, m2, m3, m4 and 1 more"),
    ],
    ids=str,
)  # fmt: skip
def test_what_changed_beside_the_binding(members, note):
    """What somebody else changed is named; the binding, and what Okta alone sets, are not."""

    def change(org):
        org.raw |= members

    found = editor(Org(app(), GET2=change), app()).carry_out()[1]

    rest = " changed at the same time as the binding: look at it in Okta"
    assert (note + rest if note else "") == found
