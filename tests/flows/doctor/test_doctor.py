"""Doctor: the org, the ledger and its lock, in order and not; nothing is written, and one check
that fails stops no other."""

from dataclasses import replace

import httpx
import pytest
from conftest import URL, Faulty, World, manifest
from flows.doctor.looking import check, look
from flows.org import POLICY, REGISTRATION, RULE, TOKEN, hook
from service.local import certificate, trusting

from hookops.emulator.control.switches import Switches
from hookops.ledger.file import FileLedger
from hookops.ledger.none import NoLedger
from hookops.model.errors import Unavailable
from hookops.report.doctor.value import Check


def states(doctor):
    return {one.name: one.state for one in doctor.checks}


def test_all_is_well(enter, tmp_path, listen):
    """A service app that may do everything, and a service that answers: nothing but ok, exit code
    0, and the requests are GET and one for a token."""
    context, path = certificate(tmp_path, days=90)
    world = enter(dpop=True)
    world.network = listen(context=context, greets=True).network(trust=trusting(path))
    world.declare(hook("token", TOKEN, RULE))

    found = look(world)

    assert {"ok"} == {one.state for one in found.checks}
    assert 0 == found.exit_code
    host = check(found, "host", "hooks.example.com")
    assert "TLS 1.3, the certificate lasts 90 days" == host.found
    assert [
        "GET /.well-known/okta-organization",
        # Without a nonce, and with the one of that answer.
        *["POST /oauth2/v1/token"] * 3,
        "GET /api/v1/hook-keys",
        "GET /api/v1/inlineHooks",
        "GET /api/v1/authorizationServers",
    ] == world.app.requests


@pytest.mark.parametrize(("engine", "named"), [("identity", "Identity"), ("classic", "Classic")])
def test_engines(tmp_path, engine, named):
    """The engine is named; what one of them has in its console alone is not read there."""
    world = World(tmp_path, switches=Switches(engine=engine))
    world.declare(hook("screen", REGISTRATION, POLICY))

    found = look(world)

    assert f"{named} Engine" == check(found, "engine").found
    asked = [path for _, path, _ in world.requests() if path.startswith("/api/v1/policies")]
    assert bool(asked) is (engine == "identity")


def test_another_org_than_the_pinned_one(world):
    """Nothing more is asked of it: it would get the credential."""
    world.declare(manifest("a"))

    found = look(world, pin="00oanother0000000000")

    assert ("problem", 5) == (check(found, "org").state, found.exit_code)
    assert ["/.well-known/okta-organization"] == [path for _, path, _ in world.requests()]
    assert "unknown" == check(found, "sign-in").state


def test_the_pinned_org(world):
    """It is the one."""
    world.declare(manifest("a"))
    answer = httpx.Client(transport=httpx.WSGITransport(app=world.made))
    id_ = answer.get(f"{URL}/.well-known/okta-organization").json()["id"]

    assert "which hookops.yaml pins" in check(look(world, pin=id_), "org").found


def test_an_org_that_nobody_reaches(world):
    """What it would show is unknown, and the ledger and services are looked at."""
    world.declare(manifest("a"))
    world.app = Faulty(world.made, lambda *_: "refuse")

    found = look(world)

    assert ("problem", 9) == (check(found, "org").state, check(found, "org").exit_code)
    unknown = [one.name for one in found.checks if one.state == "unknown"]
    assert ["engine", "sign-in", "read", "write", "DPoP"] == unknown[:5]
    assert "ok" == check(found, "ledger").state
    assert "warning" == check(found, "host", "hooks.example.com").state


def test_without_settings(world):
    """Where nothing names an org, nothing of it is known."""
    world.declare(manifest("a"))
    wrong = Check("credential", "problem", "none", "export one", 3)

    found = look(world, settings=(wrong,), session=None, ledger=None, desired={})

    assert {"unknown"} == {one.state for one in found.checks if one is not wrong}
    assert 3 == found.exit_code


def test_a_ledger_of_another_org(world):
    """It is compared with the org that answers."""
    world.declare(manifest("a"))
    world.apply()
    store = FileLedger(world.folder / "ledger.json", URL)
    store.swap(store.read(), replace(store.read(), organization_id="00oanother0000000000"))

    found = look(world)

    assert ("problem", 5) == (check(found, "ledger").state, check(found, "ledger").exit_code)
    assert "00oanother0000000000" in check(found, "ledger").found


def test_a_ledger_that_cannot_be_read(world):
    """Whatever is wrong with it, the code is that of a run."""
    world.declare(manifest("a"))
    (world.folder / "ledger.json").write_text("{")

    found = check(look(world), "ledger")

    assert ("problem", 3) == (found.state, found.exit_code)


class Silent(NoLedger):
    """A store of which no answer comes."""

    def read(self):
        raise Unavailable("the ledger at s3://acme-state/prod.json cannot be used: no answer")


def test_a_ledger_that_nobody_reaches(world):
    """Exit code 9, and the org is looked at."""
    world.declare(manifest("a"))

    found = look(world, ledger=Silent(URL))

    assert ("problem", 9) == (check(found, "ledger").state, check(found, "ledger").exit_code)
    assert "ok" == check(found, "sign-in").state


def test_an_apply_at_work(world):
    """Who has the lock is named, the lock stays its own, and that is no fault."""
    world.declare(manifest("a"))
    with world.ledger_store.lease():
        found = look(world)
        lock = (world.folder / "ledger.json.lock").exists()
    world.network = None

    assert ("warning", True) == (check(found, "ledger lock").state, lock)
    assert " has the lock " in check(found, "ledger lock").found
    assert "ok" == check(look(world), "ledger lock").state


def test_nothing_is_left_behind(world):
    """No file, no folder, and no write to Okta, from a folder that has none."""
    world.declare(manifest("a"))
    store = FileLedger(world.folder / "state" / "ledger.json", URL)
    before = sorted(world.folder.rglob("*"))

    look(world, ledger=store)

    assert before == sorted(world.folder.rglob("*"))
    assert [] == world.writes()


def test_no_ledger(world):
    """Where none is kept there is no lock either."""
    world.declare(manifest("a"))

    found = look(world, ledger=NoLedger(URL))

    assert "ok" == check(found, "ledger").state
    assert "ledger lock" not in states(found)
