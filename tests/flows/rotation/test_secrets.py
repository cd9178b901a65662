"""Which secret, whose, and where it may go: references, hosts, several in a hook, kinds of them."""

import json
from dataclasses import replace

import pytest
from conftest import manifest
from flows.org import RULE, TOKEN, hook
from flows.rotation.turning import NEW, OLD, VALUES, Turn, refuses_after_put

from hookops.contracts.requests.samples import Event, Org, Sample, User
from hookops.contracts.types import contract_of
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.limits import Limits, SecretTrust
from hookops.model.resource import Key
from hookops.model.secret import SecretRef
from hookops.workflow.rotation.retire import Retired
from hookops.workflow.rotation.secret import Wanted, find_rotation

VERIFY = {"preview": "required"}
A = Key("InlineHook", "a")


def test_a_reference_that_manifests_may_not_name(turn):
    """A credential of hookops, or any other variable of this computer, gets to no service."""
    for ref in ("env:HOOKOPS_API_TOKEN", "env:AWS_SECRET_ACCESS_KEY"):
        with pytest.raises(InvalidInput, match="must not name a variable|may only name secrets"):
            turn.rotate(ref)


def test_a_reference_of_a_ledger_that_manifests_may_not_name(turn, service):
    """What the ledger calls the old secret is read like what a manifest names: not at all here."""
    service.take(OLD, NEW)
    store = turn.world.ledger_store
    ledger = store.read()
    entry = ledger.managed[A]
    ((path, found),) = entry.fingerprints.items()
    forged = replace(entry, fingerprints={path: replace(found, ref="env:HOME_SECRET")})
    store.swap(ledger, replace(ledger, managed={**ledger.managed, A: forged}))
    turn.world.env["HOME_SECRET"] = "of-the-machine-33d"

    turn.rotate()

    assert not any("of-the-machine-33d" in head for head, _ in service.requests)


def test_what_is_not_there(turn):
    """An unknown hook, one that was never applied, a variable that is not set."""
    with pytest.raises(InvalidInput, match="declare no hook nope"):
        turn.rotate(name="nope")
    turn.world.declare(hook("b", TOKEN, None), hook("a", TOKEN, RULE, verify=VERIFY))
    with pytest.raises(InvalidInput, match="does not manage it yet"):
        turn.rotate(name="b")
    del turn.world.env[NEW[4:]]
    with pytest.raises(InvalidInput, match="env:HOOKOPS_SECRET_NEW is not set here"):
        turn.rotate()


def test_two_runs_at_once(turn, service):
    """Who comes second finds another secret than it has probed for, and writes nothing."""
    service.take(OLD, NEW)
    other = Turn(turn.world, service)
    once = []

    def report(step):
        if step.number == 1 and not once:
            once.append(other.rotate())

    turn.report = report
    with pytest.raises(Conflict, match="another run has sent a secret of it meanwhile"):
        turn.rotate()


def test_through_okta(turn, service):
    """Where the manifest says so, Okta makes the last call; the emulated one calls no service
    here, so the rotation is reverted."""
    service.take(OLD, NEW)
    turn.world.declare(hook("a", TOKEN, RULE, verify={**VERIFY, "throughOkta": True}))

    done = turn.rotate()

    executed = [path for method, path, _ in turn.world.requests() if path.endswith("/execute")]
    assert (10, OLD, 1) == (done.exit_code, turn.sent(), len(executed))


def test_other_hooks_that_use_the_old_reference(turn, service):
    """They are named, and the secret is not to be retired yet; also where only Okta has it."""
    service.take(OLD, NEW)
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": OLD}
    both = [hook("a", TOKEN, RULE, verify=VERIFY)]
    both += [hook(name, TOKEN, None, config={"authScheme": scheme}) for name in ("b", "c")]
    turn.world.declare(*both)
    turn.world.apply()
    both[2]["spec"]["channel"]["config"]["authScheme"]["valueFrom"] = "env:HOOKOPS_SECRET_C"
    turn.world.declare(*both)

    turn.rotate()

    assert (
        f"not yet: {OLD} is still used",
        f"InlineHook/b: hookops rotate InlineHook/b --to {NEW}",
        f"InlineHook/c: hookops rotate InlineHook/c --to {NEW}",
    ) == turn.steps[-1].lines


def test_a_client_secret(turn, service):
    """The token server is asked with each of them, and the manifest has clientSecretFrom."""
    config = {
        "uri": "https://hooks.example.com/a",
        "authType": "client_secret_post",
        "clientId": "okta",
        "tokenUrl": "https://hooks.example.com/token-server",
        "clientSecretFrom": OLD,
    }
    channel = {"type": "OAUTH", "config": config}
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, channel=channel))
    turn.world.apply(allow_endpoint_change=("a",))
    service.requests.clear()
    service.take(OLD, NEW)

    done = turn.rotate()

    (record,) = turn.world.store.hooks()
    assert (0, VALUES[NEW]) == (done.exit_code, record.channel["config"]["clientSecret"])
    assert {OLD, NEW, "another"} == set(service.shown())
    assert (
        f'"clientSecretFrom": "{NEW}"' in (turn.world.folder / "manifests" / "a.json").read_text()
    )


def test_one_of_several_secrets(turn, service):
    """Which one has to be said; the others go along as they are."""
    headers = [{"key": "X-Plain", "value": "p"}, {"key": "X-Api-Key", "valueFrom": KEY}]
    turn.world.env[KEY[4:]] = "key-of-the-gateway"
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, config={"headers": headers}))
    turn.world.apply()
    service.take(OLD, NEW)

    with pytest.raises(InvalidInput) as problem:
        turn.rotate()
    done = turn.rotate(field="X-Api-Key")

    with pytest.raises(InvalidInput, match="no secret at that --field"):
        turn.rotate(field="X-Plain")
    assert f"channel.config.authScheme.value ({OLD})" in problem.value.hint
    assert f"channel.config.headers.x-api-key ({KEY})" in problem.value.hint
    (record,) = turn.world.store.hooks()
    sent = {header["key"]: header["value"] for header in record.channel["config"]["headers"]}
    assert (0, {"X-Plain": "p", "X-Api-Key": VALUES[NEW]}) == (done.exit_code, sent)
    assert (OLD, ()) == (turn.sent(), turn.world.plan().changes)


def test_one_of_several_secrets_is_reverted_alone(turn, service):
    """The header has its old value again, and the other secret is the one that it was."""
    headers = [{"key": "X-Api-Key", "valueFrom": KEY}]
    turn.world.env[KEY[4:]] = "key-of-the-gateway"
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, config={"headers": headers}))
    turn.world.apply()
    service.take(OLD)
    refuses_after_put(turn, service)

    done = turn.rotate(field="x-api-key")

    (record,) = turn.world.store.hooks()
    sent = [header["value"] for header in record.channel["config"]["headers"]]
    assert (10, ["key-of-the-gateway"], OLD) == (done.exit_code, sent, turn.sent())
    assert () == turn.world.plan().changes


KEY = "env:HOOKOPS_SECRET_GATEWAY"


def test_no_secret_is_in_what_was_said_and_kept(turn, service):
    """Steps, notices and ledger have references at most, also after a revert."""
    service.take(OLD, NEW)
    refuses_after_put(turn, service, OLD)
    turn.rotate()

    texts = [line for step in turn.steps for line in step.text()] + turn.world.notices
    texts += [repr(turn.world.progress), (turn.world.folder / "ledger.json").read_text()]
    assert [] == [text for text in texts for value in VALUES.values() if value in text]


@pytest.fixture
def real(turn, service):
    """The same for a real org, with a ledger that no pull request can write."""
    turn.world.trust = SecretTrust()
    service.take(OLD, NEW)
    return turn


def test_the_host_that_has_the_old_secret_may_have_the_new_one(real):
    """Whoever names the hook and the reference has said where it goes."""
    assert 0 == real.rotate().exit_code


def test_a_secret_that_goes_to_another_host(real, service):
    """It is not even sent to see whether it is accepted, unless a person names the host."""
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": NEW}
    other = {"uri": "https://elsewhere.example.com/b", "authScheme": scheme}
    a = hook("a", TOKEN, RULE, verify=VERIFY)
    real.world.declare(a, hook("b", TOKEN, None, config=other))
    real.world.env[NEW[4:]] = VALUES[NEW]
    real.world.apply()
    service.requests.clear()

    with pytest.raises(GuardError, match="hookops does not send env:HOOKOPS_SECRET_NEW to hooks"):
        real.rotate()
    assert ([], OLD) == (service.requests, real.sent())


def test_a_ledger_that_a_pull_request_can_write(real, service):
    """The org says where the old secret goes, and the new one may go there too."""
    real.world.trust = SecretTrust(doubt="the ledger is in the work tree")

    assert 0 == real.rotate().exit_code


def test_a_telephony_hook_asks_before_it_sends_messages(turn, service, tmp_path):
    """Each call is a real message; its other authentication has to be allowed by name."""
    type_ = "com.okta.telephony.provider"
    request = contract_of(type_).build("sms", Sample(Event("e", 1.7e9), Org(), User()))
    case = {"type": type_, "name": "sms", "request": request, "expect": {"status": 200}}
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "sms.json").write_text(json.dumps(case))
    service.answer = _json({"commands": [SENT]})
    verify = {**VERIFY, "cases": "cases"}
    turn.world.declare(manifest("a", type=type_, version="1.0.0", verify=verify))
    turn.world.apply(prune=True, replace=("a",), confirm=("a",))
    service.take(OLD, NEW)
    service.requests.clear()

    with pytest.raises(GuardError, match="would call or authenticate otherwise"):
        turn.rotate()
    done = turn.rotate(limits=Limits(allow_endpoint_change=("a",)))

    assert (0, [NEW, OLD, NEW]) == (done.exit_code, service.shown())
    assert 3 == sum("real message" in what for what in turn.asked)


SENT = {
    "type": "com.okta.telephony.action",
    "value": [{"status": "SUCCESSFUL", "provider": "p", "transactionId": "t"}],
}


def _json(body):
    data = json.dumps(body).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(data) + data


def test_a_secret_of_another_source_is_no_variable(turn):
    """Only a variable can be unset where hookops runs."""
    wanted = Wanted(A, SecretRef("env", "HOOKOPS_SECRET_NEW"))
    rotation = find_rotation(turn.world.desired, None, wanted, ())

    (line,) = Retired("vault:hooks/a#secret", ()).lines(rotation)

    assert "no other hook uses vault:hooks/a#secret: let the service refuse it" == line
