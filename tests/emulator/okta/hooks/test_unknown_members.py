"""Members of a hook that no document of Okta has: kept, ignored, refused, carried and dropped."""

from copy import deepcopy

import pytest

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ignore", (200, [{}, {"timeoutSeconds": 5}])),
        ("keep", (200, [{"timeoutSeconds": 3, "burst": 1}, {"timeoutSeconds": 5, "burst": 1}])),
        ("refuse", (400, [{"timeoutSeconds": 3}])),
    ],
)
def test_unknown_members(client, http_body, value, expected):
    """What no document has is kept where the hook has it already, and else as the switch says."""
    okta = client(switches=Switches(unknown_members=value))
    new = okta.post(HOOKS, json=http_body("new", timeoutSeconds=3, burst=1))
    hook = okta.post("/_emulator/admin" + HOOKS, json=http_body(timeoutSeconds=3)).json()

    answer = okta.put(f"{HOOKS}/{hook['id']}", json=http_body(timeoutSeconds=5, burst=1))

    shown = [unknown(made) for made in (new, answer) if made.status_code == 200]
    shown = shown or [unknown(okta.get(f"{HOOKS}/{hook['id']}"))]
    assert expected == (answer.status_code, shown)


def test_an_update_without_an_unknown_member_drops_it(client, http_body):
    """A full replacement leaves nothing of what it does not name, in the channel and its config.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud, for headers.
    """
    body = http_body(timeoutSeconds=3)
    okta = client(seed={"hooks": [{**body, "channel": {**body["channel"], "region": "eu"}}]})
    (seeded,) = okta.get(HOOKS).json()
    path = f"{HOOKS}/{seeded['id']}"

    carried = okta.put(path, json=with_secret(seeded)).json()["channel"]
    dropped = okta.put(path, json=http_body()).json()["channel"]

    assert (3, "eu") == (seeded["channel"]["config"]["timeoutSeconds"], seeded["channel"]["region"])
    assert seeded["channel"] == carried
    assert ({"type", "version", "config"}, False) == (
        set(dropped),
        "timeoutSeconds" in dropped["config"],
    )


def unknown(answer):
    """Members of the config that no document has."""
    config = answer.json()["channel"]["config"]
    return {name: config[name] for name in config if name in ("timeoutSeconds", "burst")}


def with_secret(hook):
    """The hook as it is sent back: with its secret."""
    sent = deepcopy(hook)
    sent["channel"]["config"]["authScheme"]["value"] = "s3cret"
    return sent
