"""`spec.verify`: services are verified before the first write and after the change."""

import json
from dataclasses import replace

import pytest
from conftest import World, manifest
from flows.org import APP, RULE, SAML, SEED, TOKEN, hook
from service.local import FINE, Listener, certificate, trusting

from hookops.model.errors import InvalidInput, VerificationFailed
from hookops.model.resource import Key

VERIFY = {"preview": "required"}
ADOPT = {"annotations": {"hookops.dev/adopt": "true"}}
BROKEN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
BAD_PATH = json.dumps(
    {
        "commands": [
            {
                "type": "com.okta.access.patch",
                "value": [{"op": "add", "path": "/nowhere/x", "value": "y"}],
            }
        ]
    }
).encode()


def answer(body):
    """A JSON answer's bytes."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


@pytest.fixture
def service(tmp_path):
    """A service at hooks.example.com that answers correctly until its script is changed."""
    context, path = certificate(tmp_path)
    made = Listener(FINE, context=context)
    made.trusted = trusting(path)
    yield made
    made.close()


@pytest.fixture
def org(tmp_path, service):
    """A world whose network leads to the service."""
    world = World(tmp_path, seed=SEED)
    world.network = service.network(trust=service.trusted)
    return world


def writes(org, since):
    """Methods of what was written."""
    return [method for method, _, _ in org.writes()[since:]]


def test_a_service_that_answers_rightly(org, service):
    """It is called before and after, with the hook's secret, and the hook is bound."""
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))

    (create, _) = org.plan().changes
    applied = org.apply()

    assert "called before the first write, and again after the change" in create.verify
    assert (0, ()) == (applied.exit_code, org.plan().changes)
    assert 2 == len(service.requests)
    assert all("value-of-hookops_secret_a" in head for head, _ in service.requests)


@pytest.mark.parametrize("script", [BROKEN, answer(BAD_PATH), answer(b"[]")])
def test_a_wrong_answer_before_writes_nothing(org, service, script):
    """Exit code 10, no write at all, and what was wrong with the answer."""
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    service.script = (script,)

    with pytest.raises(VerificationFailed) as problem:
        org.apply()

    assert (10, []) == (problem.value.exit_code, org.writes())
    assert "InlineHook/a: its service does not answer correctly" in str(problem.value)
    assert "nothing was written" in problem.value.hint


def test_a_service_that_breaks_in_between(org, service):
    """The old configuration is back, nothing is newly bound, and the summary says both."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.apply()
    new = {"uri": "https://hooks.example.com/new"}
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY, config=new))
    breaks_at(org, service, "PUT", "/inlineHooks/")
    since = len(org.writes())

    applied = org.apply()

    assert 10 == applied.exit_code
    assert "https://hooks.example.com/a" == org.hook("a")["channel"]["config"]["uri"]
    assert ["PUT", "PUT"] == writes(org, since)
    (record,) = org.store.hooks()
    assert "value-of-hookops_secret_a" == record.channel["config"]["authScheme"]["value"]
    results = {str(o.change.key): (o.result.value, o.error) for o in applied.outcomes}
    assert "not tried" == results["Binding/rule/default/Default Policy/Default Policy Rule"][0]
    assert results["InlineHook/a"][1].endswith("reverted: it is as it was")


def test_a_service_that_breaks_beside_a_change_that_is_done(org, service):
    """The apply is partly applied; what is left of it then has the code of a verification."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY), hook("b", TOKEN, None))
    breaks_at(org, service, "POST", "/inlineHooks")

    applied = org.apply()

    assert 7 == applied.exit_code
    with pytest.raises(VerificationFailed):
        org.apply()


def breaks_at(org, service, method, part):
    """The service breaks when the org gets such a request."""

    def app(environ, start):
        if environ["REQUEST_METHOD"] == method and part in environ["PATH_INFO"]:
            service.script = (BROKEN,)
        return org.made(environ, start)

    org.app = app


def test_an_unknown_old_secret_prevents_the_revert(org, service):
    """The plan says so beforehand, and the apply afterwards."""
    document = hook("a", TOKEN, None, verify=VERIFY)
    org.declare(document)
    org.apply()
    scheme = document["spec"]["channel"]["config"]["authScheme"]
    scheme["valueFrom"] = {"ref": "env:HOOKOPS_SECRET_A", "version": "2"}
    org.declare(document)
    breaks_at(org, service, "PUT", "/inlineHooks/")

    (change,) = org.plan().changes
    applied = org.apply()

    assert "cannot revert the hook: its old secret is not known any more" in change.verify
    assert 10 == applied.exit_code
    assert "NOT reverted: its old secret is not known" in applied.outcomes[0].error


def test_an_activated_hook_is_deactivated_again(org, service):
    """It becomes ACTIVE, its verification fails, and it is deactivated."""
    org.declare(hook("a", TOKEN, None, status="INACTIVE", verify=VERIFY))
    org.apply()
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    breaks_at(org, service, "POST", "/lifecycle/activate")

    applied = org.apply()

    assert (10, "INACTIVE") == (applied.exit_code, org.hook("a")["status"])


def test_a_new_hook_stays_and_is_not_bound(org, service):
    """Nothing calls it; the next apply goes on from there."""
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    breaks_at(org, service, "POST", "/inlineHooks")

    first = org.apply()
    service.script, org.app = (FINE,), org.made
    second = org.apply()

    assert (10, ["create"]) == (first.exit_code, list(first.outcomes[0].done))
    assert (0, ()) == (second.exit_code, org.plan().changes)


def test_a_new_hook_that_is_called_at_once_is_deactivated(org, service):
    """Okta calls a password import hook as soon as it is ACTIVE."""
    type_ = "com.okta.user.credential.password.import"
    ok = {"type": "com.okta.action.update", "value": {"credential": "VERIFIED"}}
    fine = answer(json.dumps({"commands": [ok]}).encode())
    service.script = (fine,)
    org.declare(manifest("a", type=type_, version="1.0.0", verify=VERIFY))
    breaks_at(org, service, "POST", "/api/v1/inlineHooks")

    applied = org.apply()

    assert (10, "INACTIVE") == (applied.exit_code, org.hook("a")["status"])


def test_an_optional_preview_is_reported(org, service):
    """Reported before and after; the apply goes on."""
    org.declare(hook("a", TOKEN, RULE, verify={"preview": "optional"}))
    service.script = (BROKEN,)

    applied = org.apply()

    assert (0, ()) == (applied.exit_code, org.plan().changes)
    assert any("does not answer correctly" in text for text in org.notices)
    assert any("does not answer correctly" in outcome.note for outcome in applied.outcomes)


def test_what_does_not_touch_the_service_does_not_call_it(org, service):
    """A new name, or no change at all; a new binding does."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.apply()
    calls = len(service.requests)
    org.declare(hook("a", TOKEN, None, verify=VERIFY, name="another"))

    org.apply()
    org.apply()
    quiet = len(service.requests)
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY, name="another"))
    applied = org.apply()

    assert (calls, calls + 2) == (quiet, len(service.requests))
    assert ["verify", "bind"] == [outcome.change.action.value for outcome in applied.outcomes]


def test_saved_cases(org, service):
    """Each case of the folder is sent; a folder without one for the type is a mistake."""
    case = {
        "type": TOKEN,
        "name": "first",
        "request": {"eventType": TOKEN},
        "expect": {"status": 200},
    }
    folder = org.folder / "cases"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.json").write_text(json.dumps(case | {"name": name}))
    org.declare(hook("a", TOKEN, None, verify={**VERIFY, "cases": "cases"}))

    assert 0 == org.apply().exit_code
    assert 4 == len(service.requests)
    org.declare(hook("b", SAML, APP, verify={**VERIFY, "cases": "cases"}))
    with pytest.raises(InvalidInput, match="no case of"):
        org.apply()


def test_a_folder_of_cases_that_leads_nowhere(org):
    """A link that leads to itself is no folder, which is the user's mistake."""
    (org.folder / "cases").symlink_to("cases")
    org.declare(hook("a", TOKEN, None, verify={**VERIFY, "cases": "cases"}))

    with pytest.raises(InvalidInput, match="is not a folder of cases"):
        org.apply()


def test_through_okta(org, service):
    """After the change Okta makes the call, which the emulator refuses for want of a network."""
    org.declare(hook("a", TOKEN, None, verify={**VERIFY, "throughOkta": True}))

    applied = org.apply()

    assert 10 == applied.exit_code
    assert ("POST", 400) in [(m, s) for m, path, s in org.requests() if path.endswith("/execute")]
    assert 1 == len(service.requests)


def test_a_service_that_must_not_be_called(org, service):
    """An address that is not public is refused before anything is written."""
    org.network = service.network("10.0.0.1", trust=service.trusted)
    org.declare(hook("a", TOKEN, None, verify=VERIFY))

    with pytest.raises(Exception, match="10.0.0.1|public|private"):
        org.apply()
    assert ([], 0) == (org.writes(), service.connections)


def test_a_hook_that_failed_is_not_bound_by_trying_again(org, service):
    """The ledger remembers that its service has not passed: every apply calls it first."""
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    breaks_at(org, service, "POST", "/inlineHooks")
    first = org.apply()
    since = len(org.writes())

    with pytest.raises(VerificationFailed):
        org.apply()
    with pytest.raises(VerificationFailed):
        org.apply(targets=["Binding/rule/default/Default Policy/Default Policy Rule"])

    assert (10, []) == (first.exit_code, writes(org, since))
    assert org.ledger.managed[Key("InlineHook", "a")].unverified
    service.script = (FINE,)
    assert (0, ()) == (org.apply().exit_code, org.plan().changes)
    assert not org.ledger.managed[Key("InlineHook", "a")].unverified


def test_a_type_change_that_failed_keeps_the_old_hook(org, service):
    """Nothing of the old one goes, in this run or the next."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", SAML, APP, verify=VERIFY))
    breaks_at(org, service, "POST", "/api/v1/inlineHooks")

    first = org.apply(prune=True)
    with pytest.raises(VerificationFailed):
        org.apply(prune=True)

    assert 10 == first.exit_code
    assert {TOKEN, SAML} == {found["type"] for found in org.okta("GET")}
    assert {"ACTIVE"} == {found["status"] for found in org.okta("GET")}


def test_a_type_change_to_one_that_is_called_at_once(org, service):
    """The new hook is deactivated; the old one is as it was."""
    type_ = "com.okta.user.credential.password.import"
    org.declare(hook("a", TOKEN, None))
    org.apply()
    ok = {"type": "com.okta.action.update", "value": {"credential": "VERIFIED"}}
    service.script = (answer(json.dumps({"commands": [ok]}).encode()),)
    org.declare(manifest("a", type=type_, version="1.0.0", verify=VERIFY))
    breaks_at(org, service, "POST", "/api/v1/inlineHooks")

    (change,) = org.plan(prune=True).changes
    applied = org.apply(prune=True)

    assert "the new hook is deactivated again" in change.verify
    statuses = {found["type"]: found["status"] for found in org.okta("GET")}
    assert {TOKEN: "ACTIVE", type_: "INACTIVE"} == statuses
    assert 10 == applied.exit_code


def test_the_revert_happens_although_another_hook_aborts_the_apply(org, service):
    """An abort does not stop the revert, and the report has what the revert did."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY), hook("b", TOKEN, None))
    org.apply()
    new = {"uri": "https://hooks.example.com/new"}
    org.declare(
        hook("a", TOKEN, None, verify=VERIFY, config=new), hook("b", TOKEN, None, config=new)
    )
    refused = org.hook("b")["id"]

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            service.script = (BROKEN,)
            if environ["PATH_INFO"].endswith(refused):
                start("403 Forbidden", [("content-type", "application/json")])
                return [b"{}"]
        return org.made(environ, start)

    org.app = app
    applied = org.apply()

    errors = {outcome.change.key.name: outcome.error for outcome in applied.outcomes}
    assert "https://hooks.example.com/a" == org.hook("a")["channel"]["config"]["uri"]
    assert errors["a"].endswith("reverted: it is as it was")
    assert 4 == applied.exit_code


def test_a_revert_that_okta_refuses(org, service):
    """The error has it in capitals; the ledger keeps it, and the next plan is not empty."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.apply()
    new = {"uri": "https://hooks.example.com/new"}
    org.declare(hook("a", TOKEN, None, verify=VERIFY, config=new))
    puts = []

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            service.script = (BROKEN,)
            puts.append(1)
            if len(puts) == 2:
                start("400 Bad Request", [("content-type", "application/json")])
                return [b'{"errorCode":"E0000001","errorSummary":"no"}']
        return org.made(environ, start)

    org.app = app
    applied = org.apply()

    assert "NOT reverted: PUT" in applied.outcomes[0].error
    assert 7 == applied.exit_code
    assert ["verify"] == [change.action.value for change in org.plan().changes]


def test_an_adopted_hook_cannot_be_reverted(org, service):
    """hookops never had its old secret: the plan reports that, and no other is sent instead."""
    document = hook("a", TOKEN, None, verify=VERIFY, metadata=ADOPT)
    scheme = {"type": "HEADER", "key": "Authorization", "value": "from the console"}
    config = {"uri": "https://hooks.example.com/old", "method": "POST", "authScheme": scheme}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    org.okta("POST", "", {"name": "a", "type": TOKEN, "version": "1.0.1", "channel": channel})
    org.declare(document)
    breaks_at(org, service, "PUT", "/inlineHooks/")

    (change,) = org.plan().changes
    applied = org.apply()

    assert "cannot revert the hook" in change.verify
    assert "NOT reverted: its old secret is not known" in applied.outcomes[0].error


def test_an_unset_secret_is_reported_first(org, service):
    """Exit code 3, before any service is called."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    del org.env["HOOKOPS_SECRET_A"]

    with pytest.raises(InvalidInput, match="is not set"):
        org.apply()
    assert ([], []) == (service.requests, org.writes())


def test_an_optional_preview_that_cannot_be_made(org, service):
    """hookops reports it, and the apply goes on."""
    verify = {"preview": "optional", "cases": "nowhere"}
    org.declare(hook("a", TOKEN, None, verify=verify))

    assert 0 == org.apply().exit_code
    assert any("not a folder of cases" in text for text in org.notices)


def test_a_secret_in_an_answer_is_not_reported(org, service):
    """An answer that repeats the secret fails, and none of its words are passed on."""
    secret = "value-of-hookops_secret_a"
    bad = {"type": "com.okta.access.patch", "value": [{"op": "add", "path": f"/claims/{secret}"}]}
    service.script = (answer(json.dumps({"commands": [bad], secret: 1}).encode()),)
    org.declare(hook("a", TOKEN, None, verify=VERIFY))

    with pytest.raises(VerificationFailed) as problem:
        org.apply()
    assert secret not in str(problem.value)
    assert "probe.echo-body" in str(problem.value)


def test_a_signal_ends_the_calls(org, service):
    """No more calls follow, and nothing is written."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.stop.set()

    org.apply()

    assert ([], []) == (service.requests, org.writes())


def test_a_service_that_breaks_before_a_flow_is_bound(org, service):
    """Nothing of the hook was changed, so nothing is reverted; the flow is not bound."""
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.apply()
    reach = org.network.connect

    def connect(address, port, timeout_s):
        """Right the first time, wrong the second."""
        calls.append(address)
        service.script = (FINE,) if len(calls) == 1 else (BROKEN,)
        return reach(address, port, timeout_s)

    calls = []
    org.network = replace(org.network, connect=connect)
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    since = len(org.writes())

    applied = org.apply()

    assert (10, []) == (applied.exit_code, writes(org, since))
    assert "nothing was changed, and nothing is bound to it" in applied.outcomes[0].error


def test_a_service_that_cannot_be_called_after_the_change(org, service):
    """An address that is not public any more is as good as a wrong answer."""
    org.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    look_up = org.network.look_up

    def later(host, port):
        asked.append(host)
        return look_up(host, port) if len(asked) == 1 else ("10.0.0.1",)

    asked = []
    org.network = replace(org.network, look_up=later)

    applied = org.apply()

    assert 10 == applied.exit_code
    assert "10.0.0.1" in applied.outcomes[0].error
    assert {"not tried"} == {outcome.result.value for outcome in applied.outcomes[1:]}


def test_a_fingerprint_tells_whether_the_old_secret_is_known(org, service):
    """With a key the plan can promise; with another value it cannot."""
    org.key = b"k" * 32
    org.declare(hook("a", TOKEN, None, verify=VERIFY))
    org.apply()
    new = {"uri": "https://hooks.example.com/new"}
    org.declare(hook("a", TOKEN, None, verify=VERIFY, config=new))
    promised = org.plan().changes[0].verify
    org.env["HOOKOPS_SECRET_A"] = "another-value"

    assert promised.endswith("hookops reverts the hook")
    assert "cannot revert the hook" in org.plan().changes[0].verify
