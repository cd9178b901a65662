"""Bindings and keys: what a manifest means, what an object holds, the one pointer that is sent."""

from dataclasses import replace
from typing import Any

import pytest

from hookops.apply.edit import edit_object
from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.binding.scan import SCANS
from hookops.kinds.binding.spec import (
    Binding,
    BindingKey,
    Selector,
    flows_of,
    parse,
    read_point,
)
from hookops.kinds.values import Uses
from hookops.model.call import Call
from hookops.model.resource import IdOf, Key

TOKEN, SAML, REGISTRATION = "rule", "app", "policy"
HOOK = Key("InlineHook", "a")
KIND: Any = KINDS["Binding"]
RULE_PATH = ("api", "v1", "authorizationServers", "aus1234567", "policies", "00p1234567", "rules")


def rule(**token):
    """A rule as Okta shows it."""
    return {
        "id": "0pr1234567",
        "status": "ACTIVE",
        "name": "R",
        "priority": 1,
        "created": None,
        "lastUpdated": None,
        "system": False,
        "conditions": {"scopes": {"include": ["*"]}},
        "actions": {"token": {"accessTokenLifetimeMinutes": 60, **token}},
        "_links": {"self": {"href": "x"}},
        "type": "RESOURCE_ACCESS",
    }


def app(*hooks, **members):
    """A custom SAML app as Okta shows it."""
    elements = [{"id": hook, "_links": {"self": {"href": "x"}}} for hook in hooks]
    return {
        "id": "0oa1234567",
        "label": "Acme",
        "status": "ACTIVE",
        "signOnMode": "SAML_2_0",
        "features": [],
        "settings": {
            "notes": {"admin": None},
            "emOptInStatus": "NONE",
            "signOn": {"acsEndpoints": [], "inlineHooks": elements},
        },
        **members,
    }


def enrollment(hooks):
    """An enrollment rule as Okta shows it."""
    action = {"access": "ALLOW", "preRegistrationInlineHooks": hooks, "uiSchemaId": "uis1"}
    return {
        "id": "rul1234567",
        "created": "c",
        "lastUpdated": "l",
        "name": "Catch-all Rule",
        "actions": {"profileEnrollment": action},
    }


def point(type_, raw, *names):
    """The attachment point that the object is."""
    paths = {TOKEN: RULE_PATH, SAML: ("api", "v1", "apps")}
    place = paths.get(type_, ("api", "v1", "policies", "rst1234567", "rules"))
    selectors = tuple(Selector(name, f"id-{name}") for name in names or ("x",))
    found = read_point(Binding(type_, selectors, (), None, (*place, raw["id"])), raw)
    assert found is not None
    return found


def declared(type_, **data):
    """The binding of a manifest."""
    return parse(HOOK, (ATTACHMENT_POINTS[type_],), data)


def test_a_binding_is_named_by_its_attachment_point():
    """Kind of object and names, slashes in names unlike those between them."""
    one = declared(TOKEN, authorizationServer="a/b", policy="50%", rule="r")
    other = declared(SAML, app={"id": "0oa1234567"})

    assert Key("Binding", "rule/a%2Fb/50%25/r") == one.key
    assert Key("Binding", "app/0oa1234567") == other.key
    assert ("a/b > 50% > r", 'rule "a/b > 50% > r"') == (one.name, one.flow)


def test_fields_and_what_is_compared():
    """What users wrote; and the names, the hook's id when it is known, the occasions."""
    found = declared(REGISTRATION, profilePolicy="P", runOn=["profile-update", "new-user"])

    both = ["profile-update", "new-user"]
    assert {"profilePolicy": "P", "hook": "InlineHook/a", "runOn": both} == found.fields()
    assert {"profilePolicy": "P", "hook": IdOf(HOOK), "runOn": both} == found.compared()
    assert {"app": {"id": "x"}, "hook": "InlineHook/a"} == declared(SAML, app={"id": "x"}).fields()
    assert {"hook": IdOf(HOOK)} == declared(SAML, app={"id": "x"}).compared()


def test_flows_are_those_of_bindings():
    """Among the specs that belong to a hook, other kinds have no flow to name."""
    key = LISTED["HookKey"].read({"id": "HKY1234567", "name": "k", "keyId": "kid"}).spec

    assert ['app "Acme"'] == flows_of([key, declared(SAML, app="Acme")])


def test_two_hooks_in_one_app_are_read_as_they_are():
    """The schema has a list, so a list is understood."""
    found = point(SAML, app("cal0000001", "cal0000002"), "Acme").spec

    assert ["cal0000001", "cal0000002"] == found.compared()["hook"]
    assert None is point(SAML, app(), "Acme").spec.compared()["hook"]


@pytest.mark.promise("P13")
@pytest.mark.parametrize(
    ("type_", "raw", "after", "pointer", "sent"),
    [
        (TOKEN, rule(), (IdOf(HOOK),), ["actions", "token", "inlineHook"], {"id": IdOf(HOOK)}),
        (
            TOKEN,
            rule(inlineHook={"id": "cal0000001"}),
            (),
            ["actions", "token", "inlineHook"],
            "absent",
        ),
        (SAML, app(), (IdOf(HOOK),), ["settings", "signOn", "inlineHooks"], [{"id": IdOf(HOOK)}]),
        (SAML, app("cal0000001"), (), ["settings", "signOn", "inlineHooks"], []),
        (
            REGISTRATION,
            enrollment(None),
            (IdOf(HOOK),),
            ["actions", "profileEnrollment", "preRegistrationInlineHooks"],
            [{"inlineHookId": IdOf(HOOK)}],
        ),
        (
            REGISTRATION,
            enrollment([{"inlineHookId": "cal0000001", "scopes": ["SELF_SERVICE_REGISTRATION"]}]),
            (IdOf(HOOK),),
            ["actions", "profileEnrollment", "preRegistrationInlineHooks"],
            [{"inlineHookId": IdOf(HOOK), "scopes": ["SELF_SERVICE_REGISTRATION"]}],
        ),
        (
            REGISTRATION,
            enrollment([{"inlineHookId": "cal0000001", "scopes": []}]),
            (),
            ["actions", "profileEnrollment", "preRegistrationInlineHooks"],
            None,
        ),
    ],
)
def test_p13_one_pointer_is_sent(type_, raw, after, pointer, sent):
    """P13: the body is what was read, without read-only members, and with one pointer changed."""
    actual = point(type_, raw, *("x", "y", "z")[: len(ATTACHMENT_POINTS[type_].selector_names)])
    spec = Binding(type_, actual.spec.selectors, after)
    (step,) = KIND.write(actual, spec, "bind" if after else "unbind")
    body = edit_object(raw, step.call.body)

    holder = body
    for name in pointer[:-1]:
        holder = holder[name]
    assert sent == holder.pop(pointer[-1], "absent")
    rest = edit_object(raw, step.call.body)
    assert {"_links", "created", "lastUpdated"} & set(rest) == set()
    assert ("PUT", actual.spec.path) == (step.call.method, step.call.path)
    assert after == step.call.body.hooks


@pytest.mark.parametrize(
    ("hooks", "expected", "trouble"),
    [
        ([{"x": 1}], (), True),
        ([{}], (), False),
        ([{"hookId": "cal0000001"}], (), True),
        ([{"id": None}, {"id": "cal0000001"}], ("cal0000001",), False),
        (["cal0000001"], (), True),
        ("cal0000001", (), True),
        ([{"id": 7}], (), True),
        (None, (), False),
    ],
)
def test_elements_that_name_no_hook(hooks, expected, trouble):
    """One without an id names nothing; what is not understood is never written over."""
    raw = {"id": "0oa1234567", "settings": {"signOn": {"inlineHooks": hooks}}}
    found = read_point(Binding(SAML, (Selector("x"),), ()), raw)

    assert (expected, trouble) == (
        tuple(h for h in found.spec.hooks if h != "7"),
        bool(found.spec.trouble),
    )


def test_objects_without_a_place():
    """A rule without a token action shows no place for a hook; an object needs an id."""
    bare = read_point(Binding(TOKEN, (Selector("x"),) * 3, ()), {"id": "0pr1234567", "actions": {}})

    assert "no place" in bare.spec.trouble
    assert None is read_point(Binding(TOKEN, (Selector("x"),) * 3, ()), rule() | {"id": None})


def test_an_answer_about_another_object():
    """It proves nothing about this one."""
    actual = point(SAML, app(), "Acme")

    assert None is KIND.read_answer(actual, app() | {"id": "0oaother000"})
    assert None is KIND.read_answer(None, app())
    assert None is KIND.read_answer(actual, [])
    assert ("cal0000001",) == KIND.read_answer(actual, app("cal0000001")).spec.hooks


def test_apps_that_cannot_have_a_hook():
    """Each has its reason: no SAML app, one of the catalogue, an INACTIVE one."""
    scanning = SCANS[SAML].steps()
    assert (Call("GET", ("api", "v1", "apps"), query=(("limit", "200"),)),) == next(scanning)
    catalogue = app(id="0oa2234567") | {"settings": {"signOn": {"ssoAcsUrlOverride": None}}}
    with pytest.raises(StopIteration) as end:
        scanning.send(
            [
                [
                    app(),
                    catalogue,
                    app(id="0oa3234567", signOnMode="OPENID_CONNECT", settings={}),
                    app(id="0oa4234567", status="INACTIVE"),
                    app(id="0oa5234567", settings=None),
                ]
            ]
        )

    troubles = [actual.spec.trouble for actual in end.value.value]
    assert "" == troubles[0]
    assert ["catalogue" in troubles[1], "no SAML" in troubles[2], "INACTIVE" in troubles[3]] == (
        [True] * 3
    )
    assert "catalogue" in troubles[4]


def test_the_classic_engine_has_no_attachment_points_for_registration():
    """`pipeline: v1` ends the scan without another request."""
    scanning = SCANS[REGISTRATION].steps()
    next(scanning)

    with pytest.raises(StopIteration) as end:
        scanning.send([[{"id": "00o1234567", "pipeline": "v1"}]])
    assert None is end.value.value


@pytest.mark.parametrize("names", [("a",), ("a/b", "50%"), ("%2F", "/", "ü")])
def test_a_key_is_read_as_it_was_written(names):
    """Names may have any character, those that separate them as well."""
    written = BindingKey("rule", names)

    assert written == BindingKey.read(written.key)


def test_impact():
    """Bound, a flow depends on the hook; unbound, it goes on without."""
    empty, taken = (
        point(REGISTRATION, enrollment(None)),
        point(REGISTRATION, enrollment([{"inlineHookId": "cal0000001"}])),
    )
    after = declared(REGISTRATION, profilePolicy="x")

    hook, gone = [("hook",)], Uses((), frozenset({"cal0000001"}))
    assert "outage" == KIND.impact(empty, after, hook, Uses())[0]
    assert "calls another hook;" in KIND.impact(taken, after, hook, Uses())[1]
    assert "calls the hook;" in KIND.impact(taken, after, hook, gone)[1]
    assert "on other occasions" in KIND.impact(taken, after, [("runOn",)], Uses())[1]
    level, text = KIND.impact(taken, None, hook, Uses())
    assert ("silent", True) == (level, "unchecked" in text)


def test_the_impact_where_no_flow_comes():
    """An INACTIVE rule or app calls nothing, and an INACTIVE hook is not called by any."""
    taken = point(REGISTRATION, enrollment([{"inlineHookId": "cal0000001"}]))
    inactive = replace(taken, spec=replace(taken.spec, inactive="Default Policy"))
    after, hook = declared(REGISTRATION, profilePolicy="x"), [("hook",)]

    expected = ("safe", '"Default Policy" is INACTIVE, so no flow calls a hook here')
    assert [expected] * 2 == [KIND.impact(inactive, spec, hook, Uses()) for spec in (after, None)]
    assert "safe" == KIND.impact(taken, None, hook, Uses((), idle=frozenset({"cal0000001"})))[0]
    assert "safe" == KIND.impact(taken, None, hook, Uses((), gone=frozenset({"cal0000001"})))[0]
