"""States of Terraform: read in every shape, and nothing but addresses gets out of them."""

import json
from typing import Any

import pytest

from hookops.kinds.binding.spec import binding_of
from hookops.manifest.terraform.hooks import has_secret, hook_answer, names_in, read_point
from hookops.manifest.terraform.removed import removed_text
from hookops.manifest.terraform.state import StateResource, read_state
from hookops.model.errors import InvalidInput

CHANNEL = {"type": "HTTP", "version": "1.0.0", "uri": "https://h.example.com/", "method": "POST"}
HOOK = {
    "id": "calabcdef0123456789A",
    "name": "A",
    "type": "com.okta.oauth2.tokens.transform",
    "version": "1.0.1",
    "status": "INACTIVE",
    "auth": {"key": "Authorization", "type": "HEADER", "value": "s3cr3t"},
    "channel": CHANNEL,
    "headers": [{"key": "X-A", "value": "no"}],
    "channel_json": "",
}


def resource(address: str, values: dict[str, Any], mode: str = "managed") -> dict[str, Any]:
    """One of `terraform show -json`."""
    type_ = address.split(".")[-2]
    return {"address": address, "mode": mode, "type": type_, "values": values}


def shown(*resources: dict[str, Any], **modules: list[dict[str, Any]]) -> dict[str, Any]:
    children = [{"address": f"module.{n}", "resources": found} for n, found in modules.items()]
    root = {"resources": list(resources), "child_modules": children}
    return {"format_version": "1.0", "values": {"root_module": root}}


def read(data: Any) -> tuple[StateResource, ...]:
    return read_state(json.dumps(data), "FILE")


def one(address: str, **values: Any) -> StateResource:
    return StateResource(address, address.split(".")[-2], values)


def test_modules_and_instances():
    """Every resource, however deep; `from` of a removed block has no keys."""
    inner = {"address": "module.a.module.b", "resources": [resource("module.a.x.y", {})]}
    data = shown(resource("okta_inline_hook.t[0]", HOOK))
    data["values"]["root_module"]["child_modules"] = [
        {"address": "module.a", "child_modules": [inner]},
        {"address": "m", "resources": [resource('module.m["a.b"].okta_hook_key.k["x"]', {})]},
    ]

    assert ["okta_inline_hook.t", "module.a.x.y", "module.m.okta_hook_key.k"] == [
        found.plain for found in read(data)
    ]


def test_a_state_file():
    """Version 4, with instances by number and by name, and a data source."""
    resources = [
        {
            "module": 'module.m["eu"]',
            "mode": "managed",
            "type": "okta_inline_hook",
            "name": "t",
            "instances": [{"index_key": 0, "attributes": HOOK}, {"index_key": "x"}],
        },
        {"mode": "data", "type": "okta_auth_server", "name": "d", "instances": [{}]},
    ]
    found = read({"version": 4, "resources": resources})

    assert [
        'module.m["eu"].okta_inline_hook.t[0]',
        'module.m["eu"].okta_inline_hook.t["x"]',
        "data.okta_auth_server.d",
    ] == [each.address for each in found]
    assert [True, True, False] == [each.managed for each in found]


@pytest.mark.parametrize(
    "data",
    [
        *(None, 3, [], {}, {"version": 3, "resources": []}, {"values": {"root_module": 3}}),
        {"version": 4, "resources": [{"mode": "managed"}]},
        {"values": {"root_module": {"resources": [{"mode": "managed", "address": 3}]}}},
        shown(resource('a.b["x', {})),
        shown(resource("okta_hook_key.k\n}\nresource.x", {})),
        shown(resource('okta_hook_key.k["${file(1)}"].x', {})),
    ],
    ids=str,
)
def test_what_is_no_state(data):
    """It is refused without a part of it."""
    with pytest.raises(InvalidInput, match=r"^FILE (is|has) [\w ]+\n  hint") as error:
        read(data)

    assert "terraform show -json" in error.value.hint


def test_a_hook():
    """As Okta shows it, by the provider's attributes."""
    assert {
        "id": HOOK["id"],
        "name": "A",
        "type": HOOK["type"],
        "version": "1.0.1",
        "status": "INACTIVE",
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {
                "uri": "https://h.example.com/",
                "method": "POST",
                "headers": [{"key": "X-A", "value": "no"}],
                "authScheme": {"type": "HEADER", "key": "Authorization"},
            },
        },
    } == hook_answer(one("okta_inline_hook.t", **HOOK))


def test_channel_json_goes_first():
    """The provider ignores the other attributes of a channel beside it."""
    channel = {"type": "OAUTH", "config": {"clientSecret": "s3cr3t"}}
    found = one("okta_inline_hook.t", **HOOK | {"channel_json": json.dumps(channel), "auth": None})

    assert channel == hook_answer(found)["channel"]
    assert has_secret(found)


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, True), ({"auth": None}, False), ({"auth": None, "channel_json": "{"}, False)],
)
def test_which_have_secrets(values, expected):
    """Those whose header, or whose client, has one in clear."""
    assert expected is has_secret(one("okta_inline_hook.t", **HOOK | values))


def test_where_a_hook_is_bound():
    """By the names that the state has, also of data sources, and else by ids."""
    ids = {"auth_server_id": "aus1", "policy_id": "pol1", "inline_hook_id": HOOK["id"]}
    server = StateResource(
        "data.okta_auth_server.d", "okta_auth_server", {"id": "aus1", "name": "payments"}, False
    )
    rule = one("okta_auth_server_policy_rule.r", id="rul1", name="Machines", **ids)

    point = read_point(rule, names_in([server, rule]))
    assert point is not None
    assert [("payments", "aus1"), ("", "pol1"), ("Machines", "rul1")] == [
        (selector.name, selector.id) for selector in binding_of(point).selectors
    ]
    assert None is read_point(one("okta_app_saml.a", id="0oa1", inline_hook_id=None), {})
    assert None is read_point(server, {})


def test_removed_blocks():
    """One for each resource, whatever its keys; what holds a hook stays Terraform's."""
    text = removed_text(
        [
            one("okta_inline_hook.t[0]", **HOOK),
            one("okta_inline_hook.t[1]", **HOOK),
            one("module.m.okta_app_saml.a", id="0oa1", inline_hook_id=HOOK["id"]),
            one("okta_app_saml.b", id="0oa2", inline_hook_id=None),
            one("okta_group.g", id="00g1"),
        ]
    )

    assert 1 == text.count("removed {")
    assert "  from = okta_inline_hook.t\n" in text
    assert "of one with count or for_each, every instance is" in text
    assert "#   module.m.okta_app_saml.a\n#     lifecycle { ignore_changes" in text
    assert "okta_app_saml.b" not in text
    assert "" == removed_text([one("okta_group.g", id="00g1")])
