"""What an apply may have to do, one thing each: the state before it, and what is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conftest import World, key_manifest, manifest
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, WIKI, hook, signed

SEED: Mapping[str, Any] = {"apps": [{"label": "Acme Portal"}, {"label": "Acme Wiki"}]}
NEW = {"uri": "https://hooks.example.com/new"}
STAYS = hook("stays", "com.okta.import.transform", None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One apply, with what comes before it."""

    name: str
    prepare: Callable[[World], None]
    """Leaves the state before the apply, and the manifests that are to be applied."""
    limits: Mapping[str, Any] = field(default_factory=dict)
    seed: Mapping[str, Any] = field(default_factory=lambda: SEED)


def moves(
    name: str, before: list[dict[str, Any]], after: list[dict[str, Any]], **limits: Any
) -> Scenario:
    """From what was applied to what is declared; one hook more is there throughout."""

    def prepare(world: World) -> None:
        world.declare(STAYS, *before)
        assert world.apply().exit_code == 0
        world.declare(STAYS, *after)

    return Scenario(name, prepare, limits)


def adopts(world: World) -> None:
    """A hook that somebody made in the console, with another address."""
    body = manifest("enrich")["spec"]
    body["channel"]["config"]["authScheme"] |= {"value": "from the console"}
    world.okta("POST", "", body)
    annotations = {"annotations": {"hookops.dev/adopt": "true"}}
    world.declare(hook("enrich", TOKEN, None, metadata=annotations, config=NEW))


def versioned(version: str) -> dict[str, Any]:
    """The hook with that version of its secret."""
    document = hook("enrich", TOKEN, None)
    scheme = document["spec"]["channel"]["config"]["authScheme"]
    scheme["valueFrom"] = {"ref": "env:HOOKOPS_SECRET_ENRICH", "version": version}
    return document


def new_key(world: World) -> None:
    """A hook goes over to another key, whose public half is published."""
    world.declare(STAYS, key_manifest("first"), signed("assert", "first"))
    assert world.apply().exit_code == 0
    world.declare(STAYS, key_manifest("first"), key_manifest("second"), signed("assert", "first"))
    assert world.apply().exit_code == 0
    (key,) = [key for key in world.api("GET", "hook-keys") if key["name"] == "second"]
    published = {"annotations": {"hookops.dev/published": key["keyId"]}}
    world.declare(
        STAYS,
        key_manifest("first"),
        key_manifest("second", **published),
        signed("assert", "second"),
    )


SCENARIOS = (
    moves("create", [], [hook("enrich", TOKEN, None)]),
    moves("create-inactive", [], [hook("enrich", TOKEN, None, status="INACTIVE")]),
    moves("update", [hook("enrich", TOKEN, None)], [hook("enrich", TOKEN, None, config=NEW)]),
    moves("rename", [hook("enrich", TOKEN, None)], [hook("enrich", TOKEN, None, name="renamed")]),
    moves(
        "activate",
        [hook("enrich", TOKEN, None, status="INACTIVE")],
        [hook("enrich", TOKEN, None)],
    ),
    moves(
        "deactivate",
        [hook("enrich", TOKEN, None)],
        [hook("enrich", TOKEN, None, status="INACTIVE")],
    ),
    moves(
        "update-and-deactivate",
        [hook("enrich", TOKEN, None)],
        [hook("enrich", TOKEN, None, status="INACTIVE", config=NEW)],
    ),
    moves(
        "update-and-activate",
        [hook("enrich", TOKEN, None, status="INACTIVE")],
        [hook("enrich", TOKEN, None, config=NEW)],
    ),
    moves("delete", [hook("enrich", TOKEN)], [], prune=True, max_delete=5),
    moves(
        "delete-two",
        [hook("enrich", TOKEN, RULE), hook("assert", SAML, APP)],
        [],
        prune=True,
        max_delete=5,
    ),
    moves("replace", [hook("enrich", TOKEN, RULE)], [hook("enrich", SAML, APP)], prune=True),
    moves("bind-rule", [hook("enrich", TOKEN)], [hook("enrich", TOKEN, RULE)]),
    moves("bind-app", [hook("assert", SAML)], [hook("assert", SAML, APP, WIKI)]),
    moves("bind-policy", [hook("screen", REGISTRATION)], [hook("screen", REGISTRATION, POLICY)]),
    moves(
        "rebind",
        [hook("enrich", TOKEN, RULE), hook("other", TOKEN)],
        [hook("enrich", TOKEN), hook("other", TOKEN, RULE)],
    ),
    moves("unbind-rule", [hook("enrich", TOKEN, RULE)], [hook("enrich", TOKEN)]),
    moves("unbind-app", [hook("assert", SAML, APP)], [hook("assert", SAML)]),
    moves("unbind-policy", [hook("screen", REGISTRATION, POLICY)], [hook("screen", REGISTRATION)]),
    Scenario("adopt", adopts),
    moves("new-secret", [versioned("1")], [versioned("2")]),
    moves("create-key", [], [key_manifest("first"), signed("assert", "first", APP)]),
    Scenario("switch-key", new_key),
    moves("delete-key", [key_manifest("first")], [], prune=True, max_delete=5),
    moves(
        "all-at-once",
        [hook("enrich", TOKEN, RULE), hook("assert", SAML, APP), hook("old", TOKEN)],
        [
            hook("enrich", TOKEN, RULE, config=NEW),
            hook("assert", SAML, WIKI),
            hook("screen", REGISTRATION, POLICY),
        ],
        prune=True,
        max_delete=5,
    ),
)
