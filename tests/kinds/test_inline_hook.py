"""The kind InlineHook: its requests, one case a file, and what a manifest declares."""

import json
from pathlib import Path

import pytest
import yaml
from kinds.values import TOKEN

from hookops.kinds import LISTED
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.call import Call
from hookops.model.resource import Key
from hookops.model.secret import SecretRef

REPO = Path(__file__).resolve().parents[2]
KIND = LISTED["InlineHook"]
CASES = sorted((REPO / "tests" / "cases" / "inline_hook").glob("*.json"))
OPENAPI = REPO.parent / "shared" / "okta" / "openapi.yaml"

STEPS = {
    "create": lambda key, before, after: KIND.create(key, after),
    "write": lambda key, before, after: KIND.update(before, after, write=True),
    "status": lambda key, before, after: KIND.update(before, after, write=False),
    "replace": lambda key, before, after: KIND.replace(key, before, after),
    "delete": lambda key, before, after: KIND.delete(before),
}


def parsed(name, spec):
    """The hook that a manifest of this spec declares; None for None."""
    return spec and KIND.parse({"metadata": {"name": name}, "spec": spec})


def steps_of(path):
    """The steps of a case file."""
    case = json.loads(path.read_text())
    before = case["before"] and KIND.read(case["before"])
    after = parsed(case["key"], case["after"])
    return STEPS[case["operation"]](Key("InlineHook", case["key"]), before, after)


def path_of(call):
    """`/api/v1/inlineHooks/...`, ids that do not exist yet in words."""
    return "/" + "/".join(str(part) for part in call.path)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_requests_of_a_change(path):
    """(before, after) leads to exactly these requests, with references where secrets go."""
    found = [
        [
            step.phase.name,
            step.verb,
            step.call.method,
            path_of(step.call),
            json.loads(json.dumps(step.call.body, default=str)),
        ]
        for step in steps_of(path)
    ]

    assert json.loads(path.read_text())["expect"] == found


def test_there_are_cases():
    """A folder that was moved is no empty success."""
    assert len(CASES) == 30


# requests against what is known of the API


FACTS = json.loads((REPO / "schemas" / "okta" / "inline-hooks.json").read_text())
RULES = {(row["type"], row["authType"]): row for row in FACTS["channels"]}
BODIES = [
    (path.stem, step.verb, step.call.body)
    for path in CASES
    for step in steps_of(path)
    if step.call.body is not None
]


@pytest.mark.parametrize(
    ("case", "verb", "body"), BODIES, ids=[f"{case}:{verb}" for case, verb, _ in BODIES]
)
def test_bodies_have_what_the_api_wants(case, verb, body):
    """Every body has the members that its channel needs, none that it forbids, and no status."""
    config = body["channel"]["config"]
    rule = RULES[body["channel"]["type"], config.get("authType")]

    assert {"name", "type", "version", "channel"} == set(body)
    assert [] == [name for name in rule["required"] if not config.get(name)]
    assert [] == [name for name in rule["forbidden"] if name in config]
    assert body["version"] in {r["type"]: r for r in FACTS["types"]}[body["type"]]["versions"]
    assert len(body["name"]) <= FACTS["limits"]["nameLength"]["value"]


def operation(call):
    """(path template, method) as the API's description writes them."""
    hook_id, tail = call.path[3:4], call.path[4:]
    return "/".join(("/api/v1/inlineHooks", *("{inlineHookId}" for _ in hook_id), *tail)), (
        call.method.lower()
    )


def test_every_operation_is_the_api_s_own():
    """Every method and path that the kind uses is in Okta's description of its API."""
    if not OPENAPI.exists():
        pytest.skip("Okta's OpenAPI description is not beside this repository")
    with OPENAPI.open("rb") as file:
        paths = yaml.load(file, Loader=yaml.CSafeLoader)["paths"]
    calls = [step.call for path in CASES for step in steps_of(path)] + [KIND.list_call()]

    used = {operation(call) for call in calls}

    assert [] == [(path, method) for path, method in sorted(used) if method not in paths[path]]
    assert 6 == len(used)


# manifest -> hook


def test_defaults():
    """Name, version, status, method and channel version have their defaults, once and for all."""
    channel = {"type": "HTTP", "config": {"uri": "https://h.example.com/a"}}

    hook = parsed("a", {"type": TOKEN, "channel": channel})

    assert ("a", "1.0.1", "ACTIVE") == (hook.name, hook.version, hook.status)
    assert ("POST", (), None, "1.0.0") == (
        hook.channel.method,
        hook.channel.headers,
        hook.channel.auth,
        hook.channel.version,
    )


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("env:NAME", SecretRef("env", "NAME")),
        ({"ref": "env:NAME"}, SecretRef("env", "NAME")),
        ({"ref": "env:NAME", "version": "3"}, SecretRef("env", "NAME", "3")),
    ],
)
def test_secrets_by_path(written, ref):
    """A secret is known by the path where the API takes it, whatever form it is written in."""
    scheme = {"type": "HEADER", "key": "K", "valueFrom": written}
    http = {"type": "HTTP", "config": {"uri": "https://h.example.com/a", "authScheme": scheme}}
    oauth = {
        "type": "OAUTH",
        "config": {"uri": "https://h.example.com/a", "clientSecretFrom": written},
    }

    assert {"channel.config.authScheme.value": ref} == KIND.secrets(
        parsed("a", {"type": TOKEN, "channel": http})
    )
    assert {"channel.config.clientSecret": ref} == KIND.secrets(
        parsed("a", {"type": TOKEN, "channel": oauth})
    )


@pytest.mark.parametrize("kind", ["HTTP", "OAUTH"])
def test_a_hook_without_secrets(kind):
    """Without authentication there is no secret."""
    channel = {"type": kind, "config": {"uri": "https://h.example.com/a"}}

    assert {} == KIND.secrets(parsed("a", {"type": TOKEN, "channel": channel}))


def test_what_users_see_has_references():
    """The fields for people name where a secret comes from."""
    config = {
        "uri": "https://h.example.com/a",
        "headers": [{"key": "X-B", "value": "2"}, {"key": "x-a", "value": "1"}],
        "authScheme": {"type": "HEADER", "key": "Authorization", "valueFrom": "env:A"},
    }

    hook = parsed("a", {"type": TOKEN, "channel": {"type": "HTTP", "config": config}})

    assert {
        "uri": "https://h.example.com/a",
        "headers": config["headers"],
        "method": "POST",
        "authScheme": config["authScheme"],
    } == hook.fields()["channel"]["config"]
    assert {
        "uri": "https://h.example.com/a",
        "method": "POST",
        "headers": {"x-a": "1", "x-b": "2"},
        "authScheme": {"type": "HEADER", "key": "authorization"},
    } == hook.compared()["channel"]["config"]


def test_lines_of_one_header_are_one_value():
    """Two lines of one name mean what one line with both values means."""
    config = {
        "uri": "https://h.example.com/a",
        "headers": [{"key": "X-A", "value": "1"}, {"key": "x-a", "value": "2"}],
    }

    hook = parsed("a", {"type": TOKEN, "channel": {"type": "HTTP", "config": config}})

    assert {"x-a": "1, 2"} == hook.compared()["channel"]["config"]["headers"]


def test_the_list_is_read_by_one_call():
    """One request reads all hooks of all types."""
    assert Call("GET", ("api", "v1", "inlineHooks")) == KIND.list_call()


def test_facts_and_table_agree():
    """The table of types says what the facts say."""
    assert {
        row["type"]: (
            set(row["versions"]),
            {"one": "any", "one-active": "active", "many": ""}[row["cardinality"]],
            row["authSchemeRequired"],
        )
        for row in FACTS["types"]
    } == {
        row.name: (set(row.versions), row.one_per_org, row.needs_auth_scheme)
        for row in HOOK_TYPES.values()
    }
