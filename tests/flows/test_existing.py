"""What no new hook may have, and one may have that is so in Okta already."""

from typing import Any

import pytest
from conftest import World, manifest

from hookops.emulator.control.switches import Switches
from hookops.model.change import Plan
from hookops.model.errors import InvalidInput
from hookops.workflow.plan import check_applicable


def open_hook(name: str, /, okta_name: str = "", id_: str = "", **config: Any) -> dict[str, Any]:
    """The manifest of a hook without authentication that exists already."""
    uri = {"uri": "https://hooks.example.com/a"}
    found = manifest(name, name=okta_name or name, config={**uri, **config}, metadata={})
    del found["spec"]["channel"]["config"]["authScheme"]
    annotations = {"hookops.dev/adopt": "true", **({"hookops.dev/id": id_} if id_ else {})}
    found["metadata"]["annotations"] = annotations
    return found


def headers(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in pairs]


def create(world: World, name: str, **config: object) -> str:
    """A hook that somebody made in the console."""
    body = {
        "name": name,
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {"uri": "https://hooks.example.com/a", **config},
        },
    }
    made: str = world.okta("POST", body=body)["id"]
    return made


def codes(made: Plan) -> list[str]:
    """Codes of warnings; that there is no ledger yet, every first plan says."""
    return [found.code for found in made.warnings if found.code != "no-ledger"]


UNUSUAL: dict[str, tuple[str, dict[str, Any], str]] = {
    "a header's name": ("a", {"headers": headers(("Field 1", "x"))}, "header-name"),
    "a value that looks like a secret": (
        "a",
        {"headers": headers(("X-Key", "AKIAIOSFODNN7EXAMPLE"))},
        "secret-in-header",
    ),
    "a secret in the URL": (
        "a",
        {"uri": "https://hooks.example.com/a?token=9f86d081884c7d659a2feaa0c55ad015"},
        "secret-in-url",
    ),
    "a space at the edge": (" a", {}, "edge-space"),
    "an invisible character": ("a\u200bb", {}, "character"),
}


@pytest.fixture(params=UNUSUAL)
def unusual(request, world):
    """An org with an unusual hook, and its manifest; the code of what is wrong with it."""
    name, config, code = UNUSUAL[request.param]
    world.create = lambda: create(world, name, **config)
    world.declare(open_hook("a", name, **config))
    return world, code


def test_what_is_there_may_stay(unusual):
    """It is adopted without a write, with a warning, and the plan after it is empty."""
    world, code = unusual
    world.create()
    planned = world.plan()
    applied = world.apply()
    after = world.plan()

    assert ((), [code]) == (planned.invalid, codes(planned))
    assert "Okta has exactly this already, so it may stay" in planned.warnings[-1].message
    assert (0, ()) == (applied.exit_code, planned.calls)
    assert ((), (), [code]) == (after.changes, after.invalid, codes(after))


def test_a_new_one_is_refused(unusual):
    """What Okta does not have must not come to be: exit code 3, and nothing is written."""
    world, code = unusual
    planned = world.plan()

    assert code in [found.code for found in planned.invalid]
    with pytest.raises(InvalidInput) as caught:
        check_applicable(planned)
    assert (3, planned.invalid) == (caught.value.exit_code, caught.value.diagnostics)
    with pytest.raises(InvalidInput):
        world.apply()
    assert [] == world.okta("GET")


def test_another_value_is_refused(world):
    """A header that Okta has does not let another one in."""
    create(world, "a", headers=headers(("Field 1", "x")))
    world.declare(open_hook("a", headers=headers(("Field 1", "y"))))

    assert ["header-name"] == codes(world.plan())

    world.declare(open_hook("a", headers=headers(("Field 2", "x"))))

    assert ["header-name"] == [found.code for found in world.plan().invalid]


def test_two_hooks_with_one_name(tmp_path):
    """`hookops.dev/id` says which is which: each is adopted, and neither is written."""
    world = World(tmp_path, switches=Switches(duplicate_name="accept"))
    first, second = (create(world, "Copy", uri=f"https://{n}.example.com/") for n in "ab")
    for ids in ((first, second), (second, first)):
        hosts = {first: "a", second: "b"}
        world.declare(
            *(
                open_hook(name, "Copy", id_, uri=f"https://{hosts[id_]}.example.com/")
                for name, id_ in zip("ab", ids, strict=True)
            )
        )
        planned = world.plan()

        assert ((), ()) == (planned.invalid, planned.conflicts)
        assert ["same-name"] == codes(planned)
        assert {"a": ids[0], "b": ids[1]} == {c.key.name: c.before.id for c in planned.changes}
        assert () == planned.calls


def test_ids_of_nothing(world):
    """An id that Okta does not have, or that is not the managed one, is a conflict."""
    made = create(world, "Copy")
    world.declare(open_hook("a", "Copy", "calAAAAAAAAAAAAAAAAA"))

    (conflict,) = world.plan().conflicts
    assert "nothing-to-adopt" == conflict.code
    assert f'similar: "Copy" ({made}' in conflict.message

    world.declare(open_hook("a", "Copy", made))
    world.apply()
    world.declare(open_hook("a", "Copy", "calAAAAAAAAAAAAAAAAA"))

    assert ["other-id"] == [conflict.code for conflict in world.plan().conflicts]


def test_an_id_says_which_one_is_meant_in_drift_too(tmp_path):
    """Another hook of the type and name is unmanaged, and not there twice."""
    world = World(tmp_path, switches=Switches(duplicate_name="accept"))
    first, second = (create(world, "Copy") for _ in range(2))
    world.declare(open_hook("a", "Copy", first))
    world.apply()

    drift = world.drift()

    assert () == drift.drifted
    assert [second] == [actual.id for actual in drift.unmanaged]
