"""One binding is written: read, changed in one place, sent, read again; answers made by hand."""

import copy

import pytest
from kinds.test_binding import SAML, app, declared, point

from hookops.apply.edit import Editor, edit_object
from hookops.kinds import KINDS
from hookops.model.call import Edit
from hookops.model.change import Action, Change
from hookops.model.errors import Conflict, WriteUnknown
from hookops.model.resource import Resource
from hookops.model.source import Mark, Origin

KIND = KINDS["Binding"]


class Org:
    """One app; what happens at each request is scripted."""

    def __init__(self, raw, **script):
        self.raw, self.script, self.sent = raw, script, []

    def __call__(self, call):
        self.sent.append(call.method)
        act = self.script.get(f"{call.method}{self.sent.count(call.method)}")
        if act is not None:
            act(self)
        if call.method == "PUT":
            self.raw = {**self.raw, **copy.deepcopy(call.body)}
            hooks = self.raw["settings"]["signOn"]["inlineHooks"]
            for hook in hooks:
                hook["id"] = "cal1" if not isinstance(hook["id"], str) else hook["id"]
        return copy.deepcopy(self.raw)


def editor(org, raw):
    """The editor that binds the app to `cal1`."""
    actual, after = point(SAML, raw, "Acme"), declared(SAML, app="Acme")
    steps = KIND.write(actual, after, "bind")
    resource = Resource(after.key, after, Origin(Mark("a", 1, 1)))
    change = Change(after.key, Action.BIND, actual, resource, (), steps, "silent", "", "", "")
    return Editor(change, steps[0], org, lambda key: "cal1")


def bind(*hooks):
    """Somebody binds the app."""

    def act(org):
        org.raw["settings"]["signOn"]["inlineHooks"] = [{"id": hook} for hook in hooks]

    return act


def lose(org):
    raise WriteUnknown("no answer")


def test_read_written_and_read():
    """Three requests, and nothing else differs."""
    org = Org(app())

    answer, note = editor(org, app()).carry_out()

    assert (["GET", "PUT", "GET"], "") == (org.sent, note)
    assert "cal1" == answer["settings"]["signOn"]["inlineHooks"][0]["id"]


def test_what_is_there_already_is_not_written():
    """Somebody was quicker, with the same hook."""
    org = Org(app("cal1"))

    assert ("", ["GET"]) == (editor(org, app()).carry_out()[1], org.sent)


def test_somebody_right_after_us():
    """The binding is not ours any more when it is read back."""
    org = Org(app(), GET2=bind("cal9"))

    with pytest.raises(Conflict, match="right after hookops"):
        editor(org, app()).carry_out()


def test_somebody_while_our_write_is_lost():
    """Nothing is sent again over another hook."""
    org = Org(app(), PUT1=lose, GET2=bind("cal9"))

    with pytest.raises(Conflict, match="changed since"):
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
