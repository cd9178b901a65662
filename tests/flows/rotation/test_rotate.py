"""A secret is rotated: probed, written, probed again; and reverted where the service refuses it."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from conftest import Faulty, World, manifest
from flows.oncall.night import rollback
from flows.org import RULE, SEED, TOKEN, hook
from flows.rotation.turning import BROKEN, NEW, OLD, VALUES, Killed, Service, Turn

from hookops.contracts.requests.samples import Event, Org, Sample, User
from hookops.contracts.types import contract_of
from hookops.model.errors import Conflict, GuardError, InvalidInput, VerificationFailed
from hookops.model.limits import Limits, SecretTrust
from hookops.model.resource import Key

VERIFY = {"preview": "required"}
A = Key("InlineHook", "a")


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path, OLD)
    yield made
    made.close()


@pytest.fixture
def turn(tmp_path, service):
    """A hook that is bound, verified and applied, and a new secret in the environment."""
    world = World(tmp_path, seed=SEED)
    world.network = service.network(trust=service.trusted)
    world.key = bytes(range(32))
    world.declare(hook("a", TOKEN, RULE, verify=VERIFY))
    assert 0 == world.apply().exit_code
    world.env[NEW[4:]] = VALUES[NEW]
    service.requests.clear()
    return Turn(world, service)


def test_a_service_that_accepts_both(turn, service):
    """Okta and the manifest have the new secret, the next plan is empty, and history says it."""
    service.take(OLD, NEW)

    done = turn.rotate()

    assert 0 == done.exit_code
    assert ["1 done", "2 done", "3 done", "4 left to you"] == turn.states
    assert [NEW, "another", "another", OLD, NEW] == service.shown()
    assert (NEW, NEW) == (turn.sent(), turn.named())
    assert () == turn.world.plan().changes
    record = turn.world.ledger.applies[-1]
    assert ("rotate InlineHook/a", f"{OLD} -> {NEW}") == (record.command, record.because)


def test_the_plan_knows_that_the_service_accepts_it(turn, service):
    """What was just probed is not called unproven; nothing but the secret is in the plan."""
    service.take(OLD, NEW)
    plans = []

    turn.rotate(consent=lambda made: plans.append(made) or True)

    (change,) = plans[0].changes
    assert "silent" == change.impact
    (field,) = change.fields
    assert "as a preview showed" in field.before
    assert f"its secret is rotated: {OLD} -> {NEW}" == change.reason


def test_a_service_that_accepts_only_the_old_one(turn, service):
    """Exit code 10; neither Okta nor the manifest is written, and the step says what to do."""
    writes = turn.world.writes()

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "let it accept both secrets, then run this again" in problem.value.hint
    assert ["1 failed"] == turn.states
    assert f"{OLD}: answers correctly" in turn.steps[0].lines
    assert (writes, OLD, OLD) == (turn.world.writes(), turn.sent(), turn.named())


def test_a_service_that_accepts_only_the_new_one(turn, service):
    """Okta's calls fail already, so the rotation mends that and says so."""
    service.take(NEW)

    done = turn.rotate()

    assert (0, NEW) == (done.exit_code, turn.sent())
    assert "1 not checked" == turn.states[0]
    assert "Okta's calls have it until the new one is there" in turn.steps[0].lines[1]


def test_a_service_that_is_down(turn, service):
    """It answers neither secret: that is no question of secrets, and nothing is written."""
    service.take(OLD, NEW)
    service.answer = BROKEN

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "it answers the old one no better" in problem.value.hint
    assert OLD == turn.sent()


def refuses_after_put(turn, service, *left):
    """The service takes only these once Okta has the new secret."""

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            service.take(*left)
        return turn.world.made(environ, start)

    turn.world.app = app


def test_a_service_that_refuses_after_the_put(turn, service):
    """Okta and the manifest have the old secret again, exit code 10, and the plan is empty."""
    service.take(OLD, NEW)
    refuses_after_put(turn, service, OLD)

    done = turn.rotate()

    assert 10 == done.exit_code
    assert ["1 done", "2 done", "3 reverted"] == turn.states
    assert (OLD, OLD) == (turn.sent(), turn.named())
    assert () == turn.world.plan().changes
    record = turn.world.ledger.applies[-1]
    assert record.because.startswith(f"{NEW} -> {OLD}: the service does not answer correctly")


def test_an_old_secret_that_is_not_known_is_not_reverted(turn, service):
    """It is no longer set here: the run says so before, and that Okta goes on afterwards."""
    service.take(OLD, NEW)
    del turn.world.env[OLD[4:]]
    refuses_after_put(turn, service)

    with pytest.raises(VerificationFailed) as problem:
        turn.rotate()

    assert "Okta goes on sending it" in problem.value.message
    assert ["1 not checked", "2 done", "3 failed"] == turn.states
    assert (NEW, NEW) == (turn.sent(), turn.named())


def test_an_old_variable_with_another_value_is_not_sent(turn, service):
    """The fingerprint shows that it is not the secret which Okta has."""
    service.take(OLD, NEW)
    turn.world.env[OLD[4:]] = "something-else-9f2"
    refuses_after_put(turn, service)

    with pytest.raises(VerificationFailed, match="has another value than was last sent"):
        turn.rotate()

    assert NEW == turn.sent()


def test_the_same_reference_with_another_value(turn, service):
    """The old value is gone: only the new one is probed, and the step says so."""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    service.take(NEW)

    done = turn.rotate(OLD)

    assert (0, NEW, OLD) == (done.exit_code, turn.sent(), turn.named())
    assert "1 not checked" == turn.states[0]
    assert "Okta never shows the old one" in turn.steps[0].lines[1]
    assert "the old value of env:HOOKOPS_SECRET_A" in turn.steps[-1].lines[0]
    assert f"Okta has {OLD}, and the manifest names it" in turn.steps[1].lines
    assert f"another value of {OLD}" == turn.world.ledger.applies[-1].because


def test_a_label_shows_the_rotation_without_a_key(turn, service):
    """With --version the manifest has the long form, and Okta the new value."""
    turn.world.key = b""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    service.take(NEW)

    done = turn.rotate(OLD, "2")

    assert (0, NEW) == (done.exit_code, turn.sent())
    scheme = '"valueFrom": {"ref": "env:HOOKOPS_SECRET_A", "version": "2"}'
    assert scheme in (turn.world.folder / "manifests" / "a.json").read_text()
    assert () == turn.world.plan().changes


def test_what_nothing_would_show_is_no_rotation(turn, service):
    """Without key and label the same reference may have any value: exit code 3, and a way out."""
    turn.world.key = b""
    turn.world.env[OLD[4:]] = VALUES[NEW]
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY))

    with pytest.raises(InvalidInput) as problem:
        turn.rotate(OLD)

    assert "cannot see whether its value is another one now" in problem.value.message
    assert "--version LABEL" in problem.value.hint


def test_another_name_for_the_same_value_is_no_rotation(turn):
    """Somebody forgot to set the new variable to the new value."""
    turn.world.env[NEW[4:]] = VALUES[OLD]

    with pytest.raises(InvalidInput, match="has the value of env:HOOKOPS_SECRET_A"):
        turn.rotate()


def test_it_is_run_again(turn, service):
    """Everything is done already; the service is probed, and the old reference is still known."""
    service.take(OLD, NEW)
    turn.rotate()
    writes = turn.world.writes()

    done = turn.rotate()

    assert (0, ()) == (done.exit_code, done.applied.outcomes)
    assert ["1 done already", "2 done already", "3 done", "4 left to you"] == turn.states
    assert writes == turn.world.writes()
    assert OLD in turn.steps[-1].lines[0]


def test_a_manifest_that_was_taken_back_is_edited_again(turn, service):
    """Okta has the new secret: only Git does not say so."""
    service.take(OLD, NEW)
    turn.rotate()
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY))

    done = turn.rotate()

    assert ((), NEW) == (done.applied.outcomes, turn.named())
    assert () == turn.world.plan().changes


@pytest.mark.parametrize("what", ["", "somebody edits the manifest meanwhile"])
def test_a_manifest_that_cannot_be_written_or_undone(turn, service, what):
    """Nothing is written to Okta without the manifest; and an edit that comes between an edit and
    its undoing is not overwritten."""
    service.take(OLD, NEW)
    path = turn.world.folder / "manifests" / "a.json"
    refuse = Faulty(turn.world.made, lambda method, _: "busy" if method == "PUT" else "")

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT" and what:
            path.write_text(path.read_text() + "\n# mine")
        return refuse(environ, start)

    def consent(_):
        if not what:
            path.write_text(path.read_text() + "\n# mine")
        return True

    turn.world.app = app
    if what:
        assert 0 != turn.rotate(consent=consent).exit_code
        assert any("the manifest is not as it was" in line for line in turn.world.notices)
    else:
        with pytest.raises(Conflict, match="has changed while hookops was about to edit it"):
            turn.rotate(consent=consent)
    assert (OLD, True) == (turn.sent(), path.read_text().endswith("# mine"))


def test_without_verify_somebody_is_asked(turn, service):
    """Nothing is called; who says no leaves everything as it was."""
    turn.world.declare(hook("a", TOKEN, RULE))
    turn.world.apply()
    service.requests.clear()
    turn.agrees = False

    with pytest.raises(GuardError):
        turn.rotate()
    (asked,) = turn.asked
    left = turn.sent()
    turn.agrees = True
    done = turn.rotate()

    assert asked.startswith("go on though nothing shows")
    assert (OLD, NEW, 0) == (left, turn.sent(), done.exit_code)
    assert ["1 not checked", "2 done", "3 not checked", "4 left to you"] == turn.states
    assert [] == service.requests


def test_who_says_no_to_the_plan_changes_nothing(turn, service):
    """Neither the manifest nor Okta."""
    service.take(OLD, NEW)

    with pytest.raises(GuardError):
        turn.rotate(consent=lambda _: False)

    assert (OLD, OLD) == (turn.sent(), turn.named())


def test_more_than_the_secret_is_refused(turn, service):
    """An edit that waits is no part of a rotation: it is named, and nothing is called."""
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY, name="Renamed"))

    with pytest.raises(GuardError, match=r"update InlineHook/a \(name\)"):
        turn.rotate()

    assert ([], OLD) == (service.requests, turn.sent())


def test_other_hooks_are_left_alone(turn, service):
    """An edit of another hook waits for its apply."""
    service.take(OLD, NEW)
    turn.world.declare(hook("a", TOKEN, RULE, verify=VERIFY), hook("b", TOKEN, None))

    turn.rotate()

    assert ["InlineHook/b"] == [str(change.key) for change in turn.world.plan().changes]


@pytest.mark.parametrize("fault", ["busy", "refuse"])
def test_a_put_that_okta_refuses(turn, service, fault):
    """Okta has the old secret, so the manifest names it again."""
    service.take(OLD, NEW)
    rule = lambda method, path: fault if method == "PUT" else ""  # noqa: E731
    turn.world.app = Faulty(turn.world.made, rule)

    done = turn.rotate()

    assert done.exit_code in (6, 7, 8, 9)
    assert "2 failed" == turn.states[-1]
    assert (OLD, OLD) == (turn.sent(), turn.named())
    turn.world.app = turn.world.made
    assert 0 == turn.rotate().exit_code
    assert (NEW, NEW) == (turn.sent(), turn.named())


def test_a_put_without_an_answer(turn, service):
    """Nobody knows which secret Okta has: the manifest names the new one, and the next run sends
    it again."""
    service.take(OLD, NEW)
    turn.world.app = Faulty(turn.world.made, lambda method, _: "lost" if method == "PUT" else "")

    done = turn.rotate()

    assert done.exit_code in (7, 8)
    assert (NEW, ["1 done", "2 failed"]) == (turn.named(), turn.states)
    turn.world.app = turn.world.made
    assert 0 == turn.rotate().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)


def test_the_same_secret_that_is_sent_once_more(turn, service):
    """Somebody wrote the hook in the console: a write that Okta refuses is not called done."""
    turn.world.edit("a")
    turn.world.app = Faulty(turn.world.made, lambda method, _: "busy" if method == "PUT" else "")

    done = turn.rotate(OLD)

    assert (True, "2 failed") == (done.exit_code != 0, turn.states[-1])
    turn.world.app = turn.world.made
    assert (0, OLD) == (turn.rotate(OLD).exit_code, turn.sent())


@pytest.mark.parametrize("at", ["before the PUT", "after the PUT", "step 2", "step 3", "step 4"])
def test_killed_between_the_steps(turn, service, at):
    """Git names what the next apply is to send, at any place, and another run goes on from it."""
    service.take(OLD, NEW)

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT" and at == "after the PUT":
            turn.world.made(environ, start)
        if environ["REQUEST_METHOD"] == "PUT" and at.endswith("PUT"):
            raise Killed
        return turn.world.made(environ, start)

    turn.world.app = app
    turn.dies_at = int(at[-1]) if at.startswith("step") else 0
    with pytest.raises(Killed):
        turn.rotate()

    turn.world.app, turn.dies_at = turn.world.made, 0
    changes = [str(change.key) for change in turn.world.plan().changes]
    assert (NEW, at.endswith("PUT")) == (turn.named(), changes == ["InlineHook/a"])
    assert 0 == turn.rotate().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)
    assert OLD in turn.steps[-1].lines[0]


class Dying(list[Any]):
    """A progress that dies as Okta has answered: the ledger has the write, and history no apply."""

    def append(self, _):
        """The outcome of a change."""
        raise Killed


@pytest.mark.parametrize("at", ["the outcome", "the record", "the end"])
def test_killed_without_a_fingerprint_key(turn, service, at):
    """A reference that is new to the hook needs no fingerprint: another run probes its service, and
    says what it cannot see."""
    turn.world.key = b""
    service.take(OLD, NEW)
    progress, turn.dies_at = turn.world.progress, 2 if at == "the record" else 0
    turn.world.progress = Dying() if at == "the outcome" else progress
    with suppress(Killed):
        turn.rotate()
    turn.world.progress, turn.dies_at = progress, 0
    service.requests.clear()
    assert (at != "the outcome") == bool(turn.world.ledger.applies[-1].command)

    done = turn.rotate()

    assert (0, ()) == (done.exit_code, done.applied.outcomes)
    assert ["1 done already", "2 done already", "3 done", "4 left to you"] == turn.states
    assert "hookops cannot see another value since then" in turn.steps[1].lines[1]
    assert [NEW] == service.shown()
    service.take(OLD)
    with pytest.raises(VerificationFailed):
        turn.rotate()


def test_another_write_after_a_rotation_makes_it_blind_again(turn, service):
    """The reference was there before the last write, so its value may be any: exit code 3."""
    turn.world.key = b""
    service.take(OLD, NEW)
    turn.rotate()
    turn.world.now += 100
    path = turn.world.folder / "manifests" / "a.json"
    found = json.loads(path.read_text())
    found["spec"]["name"] = "Renamed"
    path.write_text(json.dumps(found))
    assert 0 == turn.world.apply().exit_code

    with pytest.raises(InvalidInput, match="cannot see whether its value is another one now"):
        turn.rotate()


def test_killed_and_then_applied(turn, service):
    """The next apply carries out what the rotation began, and calls the service as ever."""
    service.take(OLD, NEW)
    turn.world.app = Faulty(turn.world.made, _die_at_put)
    with pytest.raises(Killed):
        turn.rotate()
    turn.world.app = turn.world.made

    assert 0 == turn.world.apply().exit_code
    assert (NEW, ()) == (turn.sent(), turn.world.plan().changes)


def _die_at_put(method, _path):
    if method == "PUT":
        raise Killed
    return ""


def test_a_stop_ends_it_between_two_steps(turn, service):
    """Okta and Git have the new secret; another run probes it."""
    service.take(OLD, NEW)
    turn.world.progress = type("Stopping", (list,), {"append": lambda *_: turn.world.stop.set()})()

    turn.rotate()

    assert ["1 done", "2 done"] == turn.states
    turn.world.stop.clear()
    turn.rotate()
    assert "3 done" in turn.states


def test_a_rotation_is_rolled_back_as_far_as_can_be(turn, service):
    """The reference comes back, and the rollback says that Okta cannot give the old value."""
    service.take(OLD, NEW)
    turn.rotate()

    done = rollback(turn.world)

    assert 0 == done.applied.exit_code
    assert any("the old value of its secret" in line for line in turn.world.notices)
    assert OLD == turn.sent()


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
