"""How attachment points are found: the requests, round by round, and what answers mean."""

from collections.abc import Sequence

import pytest

from hookops.kinds import KEYS
from hookops.kinds.binding.scan import SCANS
from hookops.kinds.binding.spec import binding_of
from hookops.kinds.hook_key import HookKey
from hookops.kinds.values import Uses
from hookops.model.call import Call
from hookops.model.graph import Node, NodeId
from hookops.model.resource import Actual, Json, Key, Resource
from hookops.model.source import Mark, Origin

SERVERS = ("api", "v1", "authorizationServers")
POLICIES = ("api", "v1", "policies")


def scan(
    type_: str, rounds: Sequence[Sequence[Json]]
) -> tuple[list[tuple[Call, ...]], tuple[Actual, ...] | None]:
    """The calls of each round, and the points, when these are the answers."""
    steps = SCANS[type_].steps()
    asked = [next(steps)]
    for answers in rounds:
        try:
            asked.append(steps.send(answers))
        except StopIteration as end:
            found: tuple[Actual, ...] | None = end.value
            return asked, found
    raise AssertionError("the scan asks for more")


def thing(id_: str, name: str, **members: Json) -> Json:
    return {"id": id_, "name": name, **members}


def token_rule(id_: str, name: str, hook: str) -> Json:
    return thing(id_, name, actions={"token": {"inlineHook": {"id": hook}}})


def test_rules_of_every_policy_of_every_server() -> None:
    """Three rounds; each rule has the names that lead to it, and its path."""
    asked, found = scan(
        "rule",
        [
            [[thing("aus1", "default"), thing("aus2", "hr")]],
            [[thing("00p1", "A"), thing("00p2", "B")], [thing("00p3", "C")]],
            [
                [token_rule("0pr1", "R1", "cal0000001")],
                [],
                [token_rule("0pr2", "R2", "cal0000002")],
            ],
        ],
    )

    assert [
        (Call("GET", SERVERS, query=(("limit", "200"),)),),
        tuple(Call("GET", (*SERVERS, server, "policies")) for server in ("aus1", "aus2")),
        (
            Call("GET", (*SERVERS, "aus1", "policies", "00p1", "rules")),
            Call("GET", (*SERVERS, "aus1", "policies", "00p2", "rules")),
            Call("GET", (*SERVERS, "aus2", "policies", "00p3", "rules")),
        ),
    ] == asked
    assert found is not None
    first, second = map(binding_of, found)
    assert ("default > A > R1", ("cal0000001",)) == (first.name, first.hooks)
    assert ("hr > C > R2", ("cal0000002",)) == (second.name, second.hooks)
    assert (*SERVERS, "aus2", "policies", "00p3", "rules", "0pr2") == second.path
    assert ["aus2", "00p3", "0pr2"] == [selector.id for selector in second.selectors]


def test_the_rule_of_every_enrollment_policy() -> None:
    """The policy names the point, although its rule has the hook."""
    hooks = [{"inlineHookId": "cal0000001", "scopes": ["SELF_SERVICE_REGISTRATION"]}]
    rule = thing("rul1", "Catch", actions={"profileEnrollment": {"preRegistrationInlineHooks": []}})
    rule["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] = hooks
    asked, found = scan(
        "policy", [[[{"id": "00o1", "pipeline": "idx"}]], [[thing("rst1", "P")]], [[rule]]]
    )

    assert [
        (Call("GET", (".well-known", "okta-organization")),),
        (Call("GET", POLICIES, query=(("type", "PROFILE_ENROLLMENT"),)),),
        (Call("GET", (*POLICIES, "rst1", "rules")),),
    ] == asked
    assert found is not None
    (actual,) = found
    point = binding_of(actual)
    assert ("rul1", "P", ("cal0000001",), ("SELF_SERVICE_REGISTRATION",)) == (
        actual.id,
        point.name,
        point.hooks,
        point.run_on,
    )
    assert (*POLICIES, "rst1", "rules", "rul1") == point.path


def test_one_app_is_read_by_its_id() -> None:
    """Lists of apps lag behind; its label is its name."""
    apps = SCANS["app"]
    assert apps.get_call is not None
    actual = apps.read(
        {
            "id": "0oa1",
            "label": "Acme",
            "name": "template",
            "status": "ACTIVE",
            "signOnMode": "SAML_2_0",
            "settings": {"signOn": {"inlineHooks": []}},
        }
    )

    assert Call("GET", ("api", "v1", "apps", "0oa1")) == apps.get_call("0oa1")
    assert actual is not None
    assert ("Acme", "", ("api", "v1", "apps", "0oa1")) == (
        actual.spec.name,
        binding_of(actual).trouble,
        binding_of(actual).path,
    )
    assert [None, None] == [SCANS[name].get_call for name in ("rule", "policy")]
    assert None is SCANS["rule"].read({"id": "0pr1"})


# hook keys

KEY = Actual("HookKey", "HKY1234567", HookKey("old", "kid"), "c", "l")
ROOT = ("api", "v1", "hook-keys")


def test_requests_of_hook_keys() -> None:
    """Created, renamed and deleted; the pair itself is never sent."""
    (created,) = KEYS.create(Key("HookKey", "k"), HookKey("new"))
    (renamed,) = KEYS.update(KEY, HookKey("new"), write=True)
    (deleted,) = KEYS.delete(KEY)

    assert ("create", Call("POST", ROOT, {"name": "new"})) == (created.verb, created.call)
    assert ("update", Call("PUT", (*ROOT, "HKY1234567"), {"name": "new"})) == (
        renamed.verb,
        renamed.call,
    )
    assert ("delete", Call("DELETE", (*ROOT, "HKY1234567"))) == (deleted.verb, deleted.call)
    assert () == KEYS.update(KEY, HookKey("new"), write=False)
    assert (Call("GET", ROOT), Call("GET", (*ROOT, "HKY1"))) == (
        KEYS.list_call(),
        KEYS.get_call("HKY1"),
    )


@pytest.mark.parametrize(
    ("key_id", "expected"),
    [("kid_1-A", True), ("", False), ("a/b", False), ("..", False), ("a" * 65, False)],
)
def test_the_request_of_a_public_key(key_id: str, expected: bool) -> None:
    """An id that could lead to another operation is never part of a path."""
    actual = Actual("HookKey", "HKY1", HookKey("k", key_id), "", "")

    assert (Call("GET", (*ROOT, "public", key_id)) if expected else None) == (
        KEYS.public_key_call(actual)
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"id": "HKY1", "name": "k", "keyId": "kid"}, HookKey("k", "kid")),
        ({"id": "HKY1", "keyId": "kid"}, None),
        ({"id": "HKY1", "name": "k"}, None),
    ],
)
def test_reading_a_hook_key(raw: Json, expected: HookKey | None) -> None:
    """It has a name and a key id, or hookops does not understand it."""
    actual = KEYS.read(raw)

    assert expected == (actual and actual.spec)


def test_what_is_said_of_hook_keys() -> None:
    """Impact, users, and their node."""
    texts = [
        KEYS.impact(before, after, (), Uses())[1]
        for before, after in ((None, HookKey("k")), (KEY, None), (KEY, HookKey("k")))
    ]

    assert [
        "no hook signs with it yet",
        "no hook signs with it; Okta cannot bring it back",
        "the key pair stays the same",
    ] == texts
    user = Actual("InlineHook", "cal0000001", HookKey("A"), "", "")
    assert ('hooks "A" (cal0000001)',) == KEYS.flows(HookKey("k"), [], [user], complete=True)
    assert () == KEYS.flows(HookKey("k"), [], [], complete=True)
    key = Key("HookKey", "k")
    assert [Node(NodeId(key), "key", ("k", "key"))] == list(KEYS.graph(key, HookKey("k")))
    assert "kid" == KEYS.public_key_id(HookKey("k", "kid"))


@pytest.mark.parametrize(("count", "expected"), [(45, []), (46, ["many-keys"])])
def test_many_hook_keys(count: int, expected: list[str]) -> None:
    """A warning before Okta's limit of 50 is reached."""
    origin = Origin(Mark("a.yaml", 1, 1))
    keys = [
        Resource(Key("HookKey", f"k{n}"), HookKey(f"name number {n}"), origin) for n in range(count)
    ]
    clashes = list(KEYS.check_together(keys))

    assert expected == [clash.problem.code for clash in clashes]
    assert ["warning"] * len(expected) == [clash.problem.severity for clash in clashes]
    assert expected == [] or keys[45] == clashes[0].resource
