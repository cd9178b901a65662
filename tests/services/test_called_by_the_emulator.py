"""The services and their broken variants on a port, called by the emulator as Okta would call."""

import httpx
import pytest
from services.broken import variants
from services.broken_rows import ROWS
from services.samples import SECRET, TYPES, event, ready

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore
from hookops.kinds.inline_hook.types import HOOK_TYPES

HOOKS = "/api/v1/inlineHooks"
REFUSED = [
    "wrong-status",
    "redirect",
    "bad-path",
    "too-large",
    "not-json",
    "missing-value",
    "wrong-error",
]
BROKEN = [row.short for row in ROWS]
PASSED_ON = ["reserved", "wrong-command", "no-authentication", "echoed-secret"]


@pytest.fixture
def execute(serve):
    """A function that calls an application through a hook of a type: the emulator's answer."""

    def call(short, app, secret=SECRET, budget_s=60.0):
        switches = Switches(service_addresses="loopback", response_limit="262144")
        okta = httpx.Client(
            transport=httpx.WSGITransport(
                app=create_app(
                    MemoryStore(), token="t0ken", switches=switches, service_budget_s=budget_s
                )
            ),
            base_url="https://acme.okta.example",
            headers={"Authorization": "SSWS t0ken"},
        )
        scheme = {"type": "HEADER", "key": "Authorization", "value": secret}
        config = {"uri": f"{serve(app)}/{short}", "authScheme": scheme}
        body = {
            "name": "h",
            "type": TYPES[short],
            "version": HOOK_TYPES[TYPES[short]].versions[0],
            "channel": {"type": "HTTP", "version": "1.0.0", "config": config},
        }
        created = okta.post(HOOKS, json=body)
        assert created.status_code == 200, created.text
        return okta.post(f"{HOOKS}/{created.json()['id']}/execute", json=event(short))

    return call


@pytest.fixture(params=list(TYPES))
def short(request):
    return request.param


def test_service_is_accepted(execute, short):
    """The answer of a service that works is Okta's answer."""
    answer = execute(short, ready(short))

    assert (200, ["commands"]) == (answer.status_code, list(answer.json()))


def test_wrong_secret_is_refused(execute, short):
    """A hook with another secret than the service gets no answer."""
    assert 400 == execute(short, ready(short), "another").status_code


@pytest.mark.parametrize("short", BROKEN, indirect=True)
@pytest.mark.parametrize("name", REFUSED)
def test_variants_that_execute_finds(execute, short, name):
    """What breaks the rules of every type is refused."""
    broken = variants(short)[name](ready(short))

    assert 400 == execute(short, broken).status_code


@pytest.mark.parametrize("short", BROKEN, indirect=True)
@pytest.mark.parametrize("name", PASSED_ON)
def test_variants_that_only_a_check_finds(execute, short, name):
    """What breaks a type's own rules, or lets anybody in, is passed on as it is."""
    broken = variants(short)[name](ready(short))

    assert 200 == execute(short, broken).status_code


def test_slow_variant_is_not_waited_for(execute):
    """An answer that comes too late is none. The token hook is called once only."""
    broken = variants("token", delay_s=0.1)["slow"](ready("token"))

    assert 400 == execute("token", broken, budget_s=0.05).status_code
