"""What a change of a hook means: its sentences, its verification, its rivals, its uses."""

from dataclasses import replace

import pytest

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import HeaderAuth, OAuthChannel
from hookops.kinds.inline_hook.spec import Hook, Verify
from hookops.kinds.values import OldSecret, Uses
from hookops.model.change import Action, Change, FieldChange
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, IdOf, Json, Key, Resource
from hookops.model.secret import SecretRef
from hookops.model.source import Mark, Origin

TOKEN, SAML, REGISTRATION, PASSWORD, IMPORT, TELEPHONY = (
    "com.okta.oauth2.tokens.transform",
    "com.okta.saml.tokens.transform",
    "com.okta.user.pre-registration",
    "com.okta.user.credential.password.import",
    "com.okta.import.transform",
    "com.okta.telephony.provider",
)
KEY = Key("InlineHook", "a")
REF = SecretRef("env", "HOOKOPS_SECRET_A")


def declared(type_: str = TOKEN, status: str = "ACTIVE", **spec: Json) -> Hook:
    scheme = {"key": "Authorization", "valueFrom": str(REF)}
    channel = {"type": "HTTP", "config": {"uri": "https://h.example.com/", "authScheme": scheme}}
    written = {"type": type_, "status": status, "channel": channel, **spec}
    return HOOKS.parse({"metadata": {"name": "a"}, "spec": written})


def actual(spec: Hook, id_: str = "calabc0123") -> Actual:
    """The hook as Okta shows it: without its secret, bindings and verification."""
    channel = spec.channel
    if isinstance(channel.auth, HeaderAuth):
        channel = replace(channel, auth=replace(channel.auth, value=None))
    shown = replace(spec, channel=channel, bindings=None, by_hand=(), verify=Verify())
    return Actual("InlineHook", id_, shown, "", "")


def field(*path: str, secret: bool = False) -> FieldChange:
    return FieldChange(path, None, None, secret=secret)


URI = field("channel", "config", "uri")
REQUIRED: Json = {"verify": {"preview": "required"}}


# impact


@pytest.mark.parametrize(
    ("before", "after", "changed", "flows", "expected"),
    [
        (declared(), declared(), [URI], (), "it is bound to no flow"),
        (None, declared(), [], (), "no flow calls it until it is bound to one"),
        (declared(), None, [], None, "Okta stops calling it: tokens are issued without the hook's"),
        (declared(status="INACTIVE"), None, [], None, "the hook was INACTIVE, so no flow calls it"),
        (declared(SAML), declared(), [], None, "Okta stops calling it: assertions are sent"),
        (declared(), declared(status="INACTIVE"), [], None, "Okta stops calling it: tokens are"),
        (None, declared(status="INACTIVE"), [], None, "Okta creates hooks ACTIVE, so it is ACTIVE"),
        (
            declared(status="INACTIVE"),
            declared(status="INACTIVE"),
            [URI],
            None,
            "no flow calls it while it is INACTIVE",
        ),
        (declared(), declared(), [field("name")], None, "the service is called as before"),
        (
            declared(),
            declared(),
            [URI],
            None,
            "if its service does not answer correctly, tokens are",
        ),
        (
            None,
            declared(PASSWORD),
            [],
            None,
            "if its service does not answer correctly, users whose",
        ),
    ],
)
def test_impact_sentences(
    before: Hook | None,
    after: Hook | None,
    changed: list[FieldChange],
    flows: tuple[str, ...] | None,
    expected: str,
) -> None:
    """Each case has its sentence."""
    old = actual(before) if before else None
    text = HOOKS.impact(old, after, [change.path for change in changed], Uses(flows))[1]

    assert expected in text


# verification

WANTED = declared(**REQUIRED)


@pytest.mark.parametrize(
    ("before", "after", "fields", "due", "expected"),
    [
        (None, declared(), [URI], False, None),
        (None, WANTED, [], False, "the new hook stays, and is bound to nothing"),
        (None, declared(PASSWORD, **REQUIRED), [], False, "the new hook is deactivated again"),
        (None, declared(status="INACTIVE", **REQUIRED), [URI], False, None),
        (declared(status="INACTIVE"), WANTED, [], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("name")], False, None),
        (WANTED, WANTED, [URI], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("version")], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("type")], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("channel", secret=True)], False, "is not known any more"),
        (WANTED, WANTED, [], True, "hookops binds no flow to the hook"),
        (declared(SAML), WANTED, [field("type")], False, "the new hook stays"),
    ],
)
def test_when_a_service_is_verified(
    before: Hook | None,
    after: Hook,
    fields: list[FieldChange],
    due: bool,
    expected: str | None,
) -> None:
    """New, about to be ACTIVE, or called in another way; and what a failure leads to."""
    old = actual(before) if before else None
    found = HOOKS.verification(old, after, fields, "same", due=due)

    if expected is None:
        assert None is found
    else:
        assert found is not None
        assert expected in found.text
        assert found.text.startswith("its service is called before the first write, and again")
        assert found.required


MOVED = declared(
    channel={
        "type": "HTTP",
        "config": {
            "uri": "https://new.example.com/",
            "authScheme": {"key": "Authorization", "valueFrom": str(REF)},
        },
    },
    verify={"preview": "optional"},
)


@pytest.mark.parametrize(
    ("secret", "expected", "sentence"),
    [
        ("same", True, "hookops reverts the hook"),
        ("likely", True, "with the secret that its manifest refers to now"),
        ("unknown", False, "its old secret is not known any more"),
    ],
)
def test_what_is_reverted(secret: OldSecret, expected: bool, sentence: str) -> None:
    """The old address with the secret of now, unless the secret may be another one."""
    found = HOOKS.verification(actual(declared()), MOVED, [URI], secret, due=False)

    assert found is not None
    assert (False, expected) == (found.required, found.revert_to is not None)
    assert found.text.endswith(sentence)
    if expected:
        assert replace(declared(), verify=MOVED.verify) == found.revert_to


def test_only_okta_has_the_key() -> None:
    """A hook that signs is called through Okta alone."""
    config = {
        "uri": "https://h.example.com/",
        "authType": "private_key_jwt",
        "clientId": "c",
        "tokenUrl": "https://t.example.com/",
        "hookKey": "k",
    }
    hook = declared(channel={"type": "OAUTH", "config": config}, **REQUIRED)
    found = HOOKS.verification(None, hook, [], "same", due=False)

    assert found is not None
    assert found.text.startswith("its service is called through Okta after the change")
    assert [(("channel", "config", "hookKey"), Key("HookKey", "k"))] == list(HOOKS.needs(hook))
    assert [] == list(HOOKS.references(hook))
    signs = HOOKS.signs_with(hook)
    assert signs is not None
    assert (IdOf(Key("HookKey", "k")), "https://t.example.com/") == (signs.key, signs.token_server)
    assert isinstance(hook.channel, OAuthChannel)
    shown = replace(hook, channel=replace(hook.channel, hook_key="HKY1234567"))
    assert [("HookKey", "HKY1234567")] == list(HOOKS.references(shown))
    assert [] == list(HOOKS.needs(shown))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (WANTED, True),
        (declared(), False),
        (declared(status="INACTIVE", **REQUIRED), False),
    ],
)
def test_which_hooks_are_verifiable(spec: Hook, expected: bool) -> None:
    """Those whose manifest wants it, while they are ACTIVE."""
    assert expected == HOOKS.is_verifiable(spec)


# one per org


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


# uses


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


# reports


OAUTH = {"authType": "client_secret_post", "clientId": "c", "uri": "u"}


@pytest.mark.parametrize(
    ("config", "actual_", "authentication", "sensitive"),
    [
        ({}, False, "", {}),
        ({"uri": "u"}, True, "none", {}),
        ({"authScheme": {"key": "K"}}, False, "header K", {}),
        ({"authScheme": {"key": "K"}}, True, "header K", {"authScheme": {"value": True}}),
        (
            {"authScheme": {"key": "K", "valueFrom": "env:A"}},
            False,
            "header K, secret from env:A",
            {"authScheme": {"value": True}},
        ),
        (OAUTH, False, "OAuth 2.0, client_secret_post, client c", {}),
        (OAUTH, True, "OAuth 2.0, client_secret_post, client c", {"clientSecret": True}),
        (
            OAUTH | {"clientSecretFrom": "env:A"},
            False,
            "OAuth 2.0, client_secret_post, client c, secret from env:A",
            {"clientSecret": True},
        ),
        (
            OAUTH | {"authType": "private_key_jwt"},
            True,
            "OAuth 2.0, private_key_jwt, client c",
            {},
        ),
    ],
)
def test_authentication_in_reports(
    config: Json, actual_: bool, authentication: str, sensitive: Json
) -> None:
    """How the service knows Okta, and where a secret is that Okta never shows."""
    fields = {"name": "a", "channel": {"config": config}}
    expected = {"channel": {"config": sensitive}} if sensitive else {}

    assert authentication == dict(HOOKS.facts(fields))["authentication"]
    assert expected == HOOKS.sensitive(fields, actual=actual_)


def test_facts_of_a_hook() -> None:
    """Labels in their order, headers on one line."""
    config = {"uri": "u", "headers": [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]}
    fields = {"name": "a", "type": "t", "status": "ACTIVE", "channel": {"config": config}}

    assert [
        ("name", "a"),
        ("type", "t"),
        ("status", "ACTIVE"),
        ("uri", "u"),
        ("headers", "A: 1, B: 2"),
        ("authentication", "none"),
    ] == list(HOOKS.facts(fields))


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "com.okta.unknown"},
        {"status": "STAGED"},
        {"channel": {"type": "QUEUE", "config": {"uri": "u"}}},
        {"channel": {"type": "HTTP", "config": {"uri": None}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "headers": {"a": "b"}}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "headers": "ab"}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "method": 1}}},
        {"channel": {"type": "HTTP"}},
        {"channel": None},
        {"channel": []},
    ],
)
def test_hooks_that_hookops_does_not_understand(changed: Json) -> None:
    """They are unsupported, so that nothing is ever written to them."""
    raw = {
        "id": "calabc0123",
        "name": "a",
        "type": TOKEN,
        "status": "ACTIVE",
        "channel": {"type": "HTTP", "config": {"uri": "u"}},
    }

    assert None is HOOKS.read(raw | changed)
    understood = HOOKS.read(raw | {"created": "c", "lastUpdated": "l"})
    assert understood is not None
    assert ("calabc0123", "c", "l") == (
        understood.id,
        understood.created,
        understood.last_updated,
    )
