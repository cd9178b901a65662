"""The pytest plugin, and how many clients the emulator bears."""

import subprocess
import sys
import threading
from importlib.metadata import distributions

import httpx
import pytest

from hookops.emulator import pytest_plugin
from hookops.emulator.http.server import running
from hookops.emulator.world import SeedError

HOOKS = "/api/v1/inlineHooks"

okta_emulator = pytest_plugin.okta_emulator
okta_emulator_url = pytest_plugin.okta_emulator_url
okta_emulator_factory = pytest_plugin.okta_emulator_factory


def test_org_in_process(okta_emulator, http_body):
    """The fixture gives an org, a client of it, its world and its history."""
    with okta_emulator.client() as okta:
        created = okta.post(HOOKS, json=http_body()).json()

    assert okta_emulator.world.store.get(created["id"]).name == "enrich"
    assert ["createInlineHook"] == [entry.operation for entry in okta_emulator.history]


def test_org_can_be_seeded(okta_emulator, http_body):
    """A seed begins the org anew; a wrong one leaves it as it was."""
    okta_emulator.seed(hooks=[http_body("seeded")], engine="classic")
    with pytest.raises(SeedError):
        okta_emulator.seed(hoks=[])

    with okta_emulator.client() as okta:
        assert ["seeded"] == [hook["name"] for hook in okta.get(HOOKS).json()]
    assert "classic" == okta_emulator.world.switches.engine


def test_org_on_a_port(okta_emulator_url):
    """The fixture gives the base URL of an org on a port."""
    answer = httpx.get(okta_emulator_url + HOOKS, headers={"Authorization": "SSWS emulator"})

    assert (200, []) == (answer.status_code, answer.json())


def test_org_of_options(okta_emulator_factory, http_body):
    """Orgs of one id seed have the same ids."""
    orgs = [okta_emulator_factory(id_seed=3, token="own") for _ in range(2)]
    created = [org.client().post(HOOKS, json=http_body()).json()["id"] for org in orgs]

    assert created[0] == created[1]
    assert orgs[0].world.store.org_id == orgs[1].world.store.org_id


def test_plugin_is_loaded_only_where_it_is_asked_for():
    """Installing hookops gives pytest no plugin: it would run in the tests of every project."""
    (installed,) = [found for found in distributions() if found.name == "hookops"]

    assert [] == list(installed.entry_points.select(group="pytest11"))


def test_plugin_is_light():
    """Importing the plugin loads neither Flask nor httpx."""
    code = """if True:
        import sys, hookops.emulator.pytest_plugin
        sys.exit("flask" in sys.modules or "httpx" in sys.modules)
    """

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_64_clients_at_once_lose_nothing(okta_emulator_factory, http_body):
    """64 clients that create hooks on a port at once: each is answered 200, each hook is there."""
    org = okta_emulator_factory(hook_limit=1000)
    answers = []

    def create(url, number):
        with httpx.Client(base_url=url, headers={"Authorization": "SSWS emulator"}) as okta:
            for step in range(3):
                answers.append(okta.post(HOOKS, json=http_body(f"h-{number}-{step}")))

    with running(org.app) as url:
        threads = [threading.Thread(target=create, args=(url, n)) for n in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [200] * 192 == [answer.status_code for answer in answers]
    assert {answer.json()["id"] for answer in answers} == {h.id for h in org.world.store.hooks()}
    assert list(range(192)) == sorted(entry.index for entry in org.history)
