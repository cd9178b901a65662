"""Seeds and resets: what an org starts with."""

import pytest
import yaml

from hookops.emulator.store.sqlite import SqliteStore
from hookops.emulator.world import SeedError, get_world

HOOKS = "/api/v1/inlineHooks"


def metadata(okta):
    """What anybody may read of the org."""
    answer = okta.get("/.well-known/okta-organization", headers={"Authorization": ""})
    return answer.json()


TEXT = """
engine: classic
features: []
switches: {delete_active: forbid}
hooks:
  - name: sleeping
    type: com.okta.import.transform
    version: 1.0.2
    status: INACTIVE
    channel: {type: HTTP, version: 1.0.0, config: {uri: "https://a.example/h"}}
"""


@pytest.fixture
def seed():
    return yaml.safe_load(TEXT)


def test_seed_makes_hooks_and_sets_switches(client, seed):
    """An org starts with the hooks, switches, features and engine of its seed."""
    okta = client(seed=seed)
    world = get_world(okta._transport.app)

    hooks = [(hook["name"], hook["status"]) for hook in okta.get(HOOKS).json()]

    assert [("sleeping", "INACTIVE")] == hooks
    assert ("forbid", "classic") == (world.switches.delete_active, world.switches.engine)
    assert frozenset() == world.features


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_reset_restores_the_seed(client, seed, http_body, kind, tmp_path):
    """After a reset the org is as at the start: the same objects and ids, nothing else."""
    store = SqliteStore(tmp_path / "org.db") if kind == "file" else None
    okta = client(store, seed=seed, id_seed=5)
    first = okta.get(HOOKS).json()
    okta.post(HOOKS, json=http_body())
    okta.patch("/_emulator/switches", json={"delete_active": "refuse"})
    okta.post("/_emulator/faults", json={"match": {}, "action": {"status": 500}})
    okta.post("/_emulator/clock", json={"offset_s": 60})

    answer = okta.post("/_emulator/reset")

    assert (204, b"") == (answer.status_code, answer.content)
    assert [] == okta.get("/_emulator/history").json() == okta.get("/_emulator/requests").json()
    assert first == okta.get(HOOKS).json()
    assert "forbid" == okta.get("/_emulator/switches").json()["delete_active"]


def test_used_store_is_not_seeded_again(client, seed, tmp_path):
    """A file that was used before keeps what it has; its seed is for the first time."""
    path = tmp_path / "org.db"
    hook = client(SqliteStore(path), seed=seed).get(HOOKS).json()[0]
    client(SqliteStore(path), seed=seed).delete(f"{HOOKS}/{hook['id']}")

    assert [] == client(SqliteStore(path), seed=seed).get(HOOKS).json()


def test_a_seed_may_name_the_organization(client, tmp_path):
    """The org has the id of its seed, its other ids end alike, and a file keeps it."""
    path, seed = tmp_path / "org.db", {"organization": {"id": "00o1abcdefgHIJKLM5d7"}}
    seeded = [client(seed=seed), client(SqliteStore(path), seed=seed), client(SqliteStore(path))]

    ids = {metadata(okta)["id"] for okta in seeded}
    groups = [group for okta in seeded for group in okta.get("/api/v1/groups").json()]

    assert {"00o1abcdefgHIJKLM5d7"} == ids
    assert {"5d7"} == {group["id"][-3:] for group in groups}


def test_a_store_that_was_used_keeps_its_organization(client, tmp_path):
    """A seed that names another organization does not turn a file into that one."""
    path = tmp_path / "org.db"
    first = metadata(client(SqliteStore(path)))["id"]
    seed = {"organization": {"id": "00o1abcdefgHIJKLM5d7"}}

    assert first == metadata(client(SqliteStore(path), seed=seed))["id"]


def test_each_new_file_is_another_organization(client, tmp_path):
    """A file that is made anew draws a new id, which anybody may read without a token."""
    ids = {metadata(client(SqliteStore(tmp_path / name)))["id"] for name in ("a.db", "b.db")}

    assert [2, {20}] == [len(ids), {len(found) for found in ids}]


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ({"organization": {"id": "acme"}}, "organization of a seed needs an id: 00o and 17"),
        ({"organization": {}, "hook": 1}, "a seed has no 'hook'"),
        ({"hook": []}, "it has: switches, features, engine, organization, keys, hooks"),
        ({"hooks": {}}, "hooks of a seed is of the wrong kind"),
        ({"hooks": [1]}, "a hook of a seed is no mapping"),
        ({"hooks": [{"name": "a"}]}, "hook 'a' of the seed: type: The field cannot be left blank"),
        ({"switches": []}, "switches of a seed is of the wrong kind"),
        ({"switches": {"x": "y"}}, "there is no switch 'x'"),
        ({"features": ["x"]}, "there is no feature 'x'"),
        ({"engine": "steam"}, "the switch engine has no value 'steam'"),
    ],
)
def test_wrong_seed_is_an_error(client, seed, message):
    """What a seed has that is none is an error that names it."""
    with pytest.raises(SeedError) as caught:
        client(seed=seed)

    assert message in str(caught.value)
