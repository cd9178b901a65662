"""Who uses a hook, what a change of it ends, and which hook it would be beside."""

import pytest
from kinds.values import (
    IMPORT,
    KEY,
    PASSWORD,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    URI,
    actual,
    declared,
    field,
)

from hookops.kinds import HOOKS
from hookops.kinds.binding.spec import Binding, Selector
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.change import Action, Change, FieldChange
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Key, Resource
from hookops.model.source import Mark, Origin


@pytest.mark.parametrize(
    ("before", "after", "other", "expected"),
    [
        (None, declared(TELEPHONY), declared(TELEPHONY), True),
        (None, declared(TELEPHONY), declared(TELEPHONY, "INACTIVE"), False),
        (None, declared(TELEPHONY, "INACTIVE"), declared(TELEPHONY), True),
        (None, declared(PASSWORD), declared(PASSWORD, "INACTIVE"), True),
        (None, declared(PASSWORD), declared(TELEPHONY), False),
        (None, declared(TOKEN), declared(TOKEN), False),
        (declared(TELEPHONY), declared(TELEPHONY), declared(TELEPHONY), False),
        (declared(TELEPHONY, "INACTIVE"), declared(TELEPHONY), declared(TELEPHONY), True),
        (declared(PASSWORD, "INACTIVE"), declared(PASSWORD), declared(PASSWORD), False),
        (declared(SAML), declared(TELEPHONY), declared(TELEPHONY), True),
        (
            declared(TELEPHONY),
            declared(TELEPHONY, "INACTIVE"),
            declared(TELEPHONY),
            False,
        ),
    ],
)
def test_rivals(before: Hook | None, after: Hook, other: Hook, expected: bool) -> None:
    """A change that adds one more hook that counts finds the one that is there."""
    old = actual(before) if before else None
    rival = actual(other, "calother01")
    there = [rival] if old is None else [old, rival]

    assert (rival if expected else None) == HOOKS.find_rival(old, after, there)


def test_a_hook_is_no_rival_of_itself() -> None:
    """Also when somebody else has activated it since it was read."""
    before, after = declared(TELEPHONY, "INACTIVE"), declared(TELEPHONY)

    assert None is HOOKS.find_rival(actual(before), after, [actual(after)])


def change(action: Action, *fields: FieldChange) -> Change:
    return Change(KEY, action, actual(declared()), None, fields, (), "safe", "", "", "")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (change(Action.DELETE), True),
        (change(Action.REPLACE), True),
        (change(Action.UPDATE), False),
        (change(Action.UPDATE, URI), False),
        (change(Action.UPDATE, URI, field("channel", "config", "hookKeyId")), True),
    ],
)
def test_what_ends_the_use_of_a_key(made: Change, expected: bool) -> None:
    """The end of the hook, or another key in it."""
    assert expected == HOOKS.ends_reference(made, "HKY1234567")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (declared(), None, True),
        (None, None, True),
        (None, declared(), False),
        (None, declared(status="INACTIVE"), True),
        (declared(), declared(SAML), True),
        (declared(), declared(status="INACTIVE"), True),
        (declared(status="INACTIVE"), declared(status="INACTIVE"), False),
        (declared(), declared(), False),
    ],
)
def test_what_takes_a_hook_from_flows(
    before: Hook | None, after: Hook | None, expected: bool
) -> None:
    """Its deletion, another type, and INACTIVE where it may have been ACTIVE."""
    assert expected == HOOKS.ends(before, after)


def test_flows_of_a_hook() -> None:
    """Named as far as they are known; None when nothing is known."""
    bound = declared(SAML, bindings=[{"app": "Acme"}, {"app": "Wiki"}])
    bindings = [spec for _, spec, _ in HOOKS.parts(bound)]

    assert ('app "Acme"', 'app "Wiki"') == HOOKS.flows(
        bound, [*bindings, bindings[0]], [], complete=False
    )
    assert () == HOOKS.flows(bound, [], [], complete=True)
    assert None is HOOKS.flows(bound, [], [], complete=False)
    assert ("every text message and call of the org",) == HOOKS.flows(
        declared(TELEPHONY), [], [], complete=False
    )


def test_a_flow_that_is_named_by_its_id_is_one_flow() -> None:
    """Where it calls the hook already, it is named as people know it."""
    bound = declared(SAML, bindings=[{"app": {"id": "0oa0000001"}}])
    spec = Binding("app", (Selector("Acme", "0oa0000001"),), ("calabc0123",))
    there = Actual("Binding", "0oa0000001", spec, "", "")

    assert ('app "Acme"',) == HOOKS.flows(
        bound, [part for _, part, _ in HOOKS.parts(bound)], [there], complete=True
    )


@pytest.mark.parametrize(
    ("type_", "console_only", "expected"),
    [
        (REGISTRATION, (), ""),
        (REGISTRATION, ("policy",), "Directory > Self-Service Registration > Extension"),
        (REGISTRATION, ("app",), ""),
        (IMPORT, (), "Applications > each app > Provisioning > To Okta"),
        (TELEPHONY, (), ""),
    ],
)
def test_where_to_look(type_: str, console_only: tuple[str, ...], expected: str) -> None:
    """Only where the API does not show who uses the hook."""
    found = HOOKS.where_to_look(declared(type_), console_only)

    assert found.startswith(expected)
    assert bool(expected) == bool(found)


def test_the_guard_error_of_a_hook_in_use() -> None:
    """It names the verb, the flows and their ids."""
    (_, binding, _) = next(HOOKS.parts(declared(SAML, bindings=[{"app": "Acme"}])))
    user = Actual("Binding", "0oa1234567", binding, "", "")

    messages = [
        HOOKS.in_use(change(action), [user]).message
        for action in (Action.DELETE, Action.REPLACE, Action.DEACTIVATE)
    ]
    tail = 'and is called by what the manifests do not bind: app "Acme" (0oa1234567)'
    assert [
        f"InlineHook/a would be {verb}, {tail}" for verb in ("deleted", "replaced", "deactivated")
    ] == messages


def test_what_only_a_person_can_bind() -> None:
    """One reminder for each app, at its line, with the way through the console."""
    apps = [{"app": "HR", "manual": True}, {"app": "AD", "manual": True}]
    spec = declared(IMPORT, bindings=apps)
    start = Mark("a.yaml", 1, 1)
    resource = Resource(KEY, spec, Origin(start, {("bindings", 1): (9, 7)}))
    first, second = HOOKS.manual_steps(resource)

    assert ("by-hand", "warning", start) == (first.code, first.severity, first.mark)
    assert Mark("a.yaml", 9, 7) == second.mark
    assert 'neither bind it to app "AD" nor show' in second.message
    assert second.hint == (
        "in the Admin Console: Applications > AD > Provisioning > To Okta > Inline Hooks > "
        'User Creation: "a"'
    )
    assert ("HR", "AD") == spec.by_hand


def test_a_hook_in_a_drawing() -> None:
    """The hook, what it signs with, and who calls it without a binding of hookops'."""
    spec = declared(IMPORT, "INACTIVE", bindings=[{"app": "HR", "manual": True}])
    hook = NodeId(KEY)

    assert [
        Node(hook, "inactive", ("a", "user import hook")),
        Node(NodeId(KEY, "0"), "flow", ("app", "HR")),
        Edge(NodeId(KEY, "0"), hook, "bound by hand", dashed=True),
    ] == list(HOOKS.graph(KEY, spec))
    assert [
        Node(hook, "hook", ("a", "telephony hook")),
        Node(NodeId(KEY, "all"), "flow", ("every text message and call of the org",)),
        Edge(NodeId(KEY, "all"), hook, "while it is ACTIVE", dashed=True),
    ] == list(HOOKS.graph(KEY, declared(TELEPHONY)))
    signing = {"authType": "private_key_jwt", "hookKey": "k", "uri": "https://h.example.com/"}
    signed = declared(channel={"type": "OAUTH", "config": signing})
    assert [
        Node(hook, "hook", ("a", "token hook")),
        Edge(hook, NodeId(Key("HookKey", "k")), "signs with"),
    ] == list(HOOKS.graph(KEY, signed))
