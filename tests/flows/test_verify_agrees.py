"""Verification fails on what a preview fails on, kind by kind, and on nothing else."""

import json
from dataclasses import replace
from itertools import count

import pytest
from conftest import World, key_manifest, manifest
from flows.org import TOKEN, hook, signed
from service.local import FINE, Listener, certificate, trusting

from hookops.contracts.exchange import failures
from hookops.emulator.control.switches import Switches
from hookops.model.errors import HookopsError, InvalidInput
from hookops.workflow.services import preview as workflow_preview
from hookops.workflow.services.case_choice import declared_cases
from hookops.workflow.services.preview import How
from hookops.workflow.services.verification import verifier_of

REQUIRED = {"preview": "required"}
SECRET = "value-of-hookops_secret_a"
CLIENT = {
    "uri": "https://hooks.example.com/a",
    "method": "POST",
    "authType": "client_secret_post",
    "clientId": "okta",
    "tokenUrl": "https://hooks.example.com/token",
    "clientSecretFrom": "env:HOOKOPS_SECRET_A",
}


def answer(body="", status="200 OK", *headers):
    """The bytes of an answer."""
    text = body if isinstance(body, str) else json.dumps(body)
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(text)}", "", text]).encode()


def patch(path, op="add"):
    """A token command at that path."""
    value = [{"op": op, "path": path, "value": "y"}]
    return {"commands": [{"type": "com.okta.access.patch", "value": value}]}


ANSWERS = {
    "right": FINE,
    "nothing": answer("", "204 No Content"),
    "a warning": answer({"commands": [], "other": 1}),
    "empty": answer(),
    "a status of failure": answer({}, "500 Oops"),
    "a success with a status of its own": answer({}, "201 Created"),
    "a Lambda envelope": answer({"statusCode": 200, "body": "{}"}),
    "an error that Okta does not read": answer({"commands": [], "errors": [{"errorSummary": "n"}]}),
    "the secret is refused": answer({}, "401 Unauthorized"),
    "forbidden": answer({}, "403 Forbidden"),
    "not found": answer({}, "404 Not Found"),
    "a redirect": answer("", "307 Moved", "Location: https://hooks.example.com/b"),
    "a redirect to http": answer("", "301 Moved", "Location: http://hooks.example.com/b"),
    "no JSON": answer("<html>"),
    "no object": answer([]),
    "null": answer(None),
    "a member twice": answer('{"commands": 1, "commands": []}'),
    "a command of another type": answer({"commands": [{"type": "x", "value": []}]}),
    "a path that is none": answer(patch("/nowhere/x")),
    "a reserved claim": answer(patch("/claims/iss", "replace")),
    "the secret sent back": answer({"debugContext": {"seen": SECRET}}),
    "the secret in a header": answer({}, "200 OK", f"X-Seen: {SECRET}"),
    "256 KB": answer({"debugContext": {"x": "y" * 262_144}}),
    "no status line": b"hello\r\n\r\n",
    "cut short": b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}",
    "no bytes": b"",
}


GOOD = {
    "right",
    "nothing",
    "a success with a status of its own",
    "a warning",
    "empty",
}


@pytest.fixture
def org(tmp_path):
    """A world with a hook that was applied, and now has another path at the same host."""
    world = Org(tmp_path)
    world.declare(manifest("a"))
    world.apply()
    declare(world)
    return world


class Org(World):
    """A world, and the services that it reaches."""

    listeners: list[Listener]


@pytest.fixture
def listen(org, tmp_path):
    """A function that serves a script at hooks.example.com; a network that leads there."""
    org.listeners = []

    def start(script, days=90, trusts=True, addresses=()):
        context, path = certificate(tmp_path, days=days)
        org.listeners.append(Listener(script, context=context))
        trust = {"trust": trusting(path)} if trusts else {}
        return org.listeners[-1].network(*addresses, **trust)

    yield start
    for listener in org.listeners:
        listener.close()


def declare(world, **verify):
    config = {"uri": "https://hooks.example.com/new"}
    world.declare(hook("a", TOKEN, None, verify={**REQUIRED, **verify}, config=config))


def previewed(org, network, **how):
    """Whether a preview passes; False where it is refused."""
    run = org.run()
    key, declared = workflow_preview.find(run, "a")
    try:
        cases = declared_cases(run, key, declared, org.folder)
        found = workflow_preview.preview(
            run, key, declared, cases, How(**how), consent=lambda what: None, network=network
        )
    except HookopsError:
        return False
    return found.passed


def verified(org, network, moment="before"):
    """Whether the verification of the one change passes; False where it cannot be made."""
    (change,) = [change for change in org.plan().changes if change.key.name == "a"]
    try:
        return verifier_of(org.run(), org.folder, network)(change, moment) == ""
    except HookopsError:
        return False


@pytest.mark.parametrize("kind", ANSWERS)
def test_answers(org, listen, kind):
    """Whatever a service answers, both say the same of it, before the change and after it."""
    network = listen(ANSWERS[kind])

    both = [previewed(org, network), verified(org, network), verified(org, network, "after")]

    assert [kind in GOOD] * 3 == both


@pytest.mark.parametrize(
    ("expect", "both"),
    [
        (None, [True, False]),
        ({"status": 200}, [True, False]),
        ({"error": True}, [True, True]),
        ({"status": 200, "error": True}, [True, True]),
        ({"error": False}, [False, False]),
    ],
)
def test_an_error(org, listen, expect, both):
    """A preview shows it to somebody; a verification takes it only where a case expects it."""
    if expect is not None:
        case = {"type": TOKEN, "request": {"eventType": TOKEN}, "expect": expect}
        (org.folder / "cases").mkdir()
        (org.folder / "cases" / "one.json").write_text(json.dumps(case))
        declare(org, cases="cases")
    network = listen(answer({"error": {"errorSummary": "no"}}))

    assert both == [previewed(org, network), verified(org, network)]


@pytest.mark.parametrize(
    "trouble",
    [
        {"days": -1},
        {"trusts": False},
        {"addresses": ("10.0.0.1",)},
        {"clock": lambda: count(0, 10).__next__},
        {"connect": lambda: refuse},
        {"look_up": lambda: lambda *_: ()},
    ],
    ids=["certificate ended", "unknown certificate", "blocked", "late", "refused", "no name"],
)
def test_calls_without_an_answer(org, listen, trouble):
    """Both fail where no answer comes, whatever keeps it away."""
    made = {name: make() for name, make in trouble.items() if callable(make)}
    given = {name: value for name, value in trouble.items() if name not in made}
    network = replace(listen(FINE, **given), **made)

    assert [False, False] == [previewed(org, network), verified(org, network)]


def refuse(*_):
    raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("texts", "good"),
    [
        ([{"type": TOKEN, "request": {"eventType": TOKEN}}], True),
        ([{"type": TOKEN, "request": {"eventType": TOKEN}, "expect": {"status": 200}}], True),
        ([{"type": TOKEN, "request": {"eventType": TOKEN}, "expect": {"status": 204}}], False),
        ([{"type": TOKEN, "request": {"eventType": TOKEN}}, {"type": TOKEN, "request": 1}], False),
        ([{"type": "com.okta.saml.tokens.transform", "request": {}}], False),
        (["{"], False),
        ([[]], False),
        ([], False),
    ],
)
def test_saved_cases(org, listen, texts, good):
    """Both fail on cases that cannot be read, on none, and on another status than expected."""
    (org.folder / "cases").mkdir()
    for number, text in enumerate(texts):
        (org.folder / "cases" / f"{number}.json").write_text(
            text if isinstance(text, str) else json.dumps(text)
        )
    declare(org, cases="cases")
    network = listen(FINE)

    assert [good, good] == [previewed(org, network), verified(org, network)]


@pytest.mark.parametrize("secret", [None, "two\nlines", ""])
def test_secrets_that_cannot_be_sent(org, listen, secret):
    """Neither calls a service without the secret that the hook declares."""
    network = listen(FINE)
    org.env = {} if secret is None else {"HOOKOPS_SECRET_A": secret}

    both = [previewed(org, network), verified(org, network)]

    assert ([False, False], []) == (both, org.listeners[0].requests)


@pytest.mark.parametrize(
    ("script", "good"),
    [
        (answer({"access_token": "x", "token_type": "Bearer", "commands": []}), True),
        (answer({"error": "invalid_client"}, "401 Unauthorized"), False),
        (answer({"access_token": "x", "token_type": "mac"}), False),
        (answer({}), False),
        (b"", False),
    ],
)
def test_access_tokens(org, listen, script, good):
    """Both fail where the token endpoint gives no token that a call can carry."""
    config = {**CLIENT, "uri": "https://hooks.example.com/first"}
    org.declare(hook("a", TOKEN, None, channel={"type": "OAUTH", "config": config}))
    org.apply(prune=True)
    channel = {"type": "OAUTH", "config": CLIENT}
    org.declare(hook("a", TOKEN, None, verify=REQUIRED, channel=channel))

    network = listen(script)

    assert [good, good] == [previewed(org, network), verified(org, network)]


@pytest.mark.parametrize(
    ("script", "good"),
    [
        (FINE, True),
        (answer("", "204 No Content"), True),
        (answer({}, "500 Oops"), False),
        (answer("<html>"), False),
        (answer(patch("/nowhere/x")), False),
        (answer({"debugContext": {"seen": SECRET}}), False),
        (answer("", "302 Found", "Location: https://hooks.example.com/b"), False),
    ],
)
def test_through_okta(tmp_path, script, good):
    """Also where Okta makes the call, both say the same of what comes back."""
    near = World(tmp_path, switches=Switches(service_addresses="loopback"))
    near.declare(manifest("a"))
    near.apply()
    listener = Listener(script)
    near.edit("a", uri=f"http://127.0.0.1:{listener.port}/a")
    declare(near, throughOkta=True)

    both = [previewed(near, None, through_okta=True), verified(near, None, "after")]

    listener.close()
    assert [good, good] == both


def test_a_private_key(org):
    """Nobody but Okta can call with it: neither takes that for an answer."""
    org.declare(key_manifest("k"), signed("a", "k", type_=TOKEN))
    org.apply(prune=True)
    declared = signed("a", "k", type_=TOKEN)
    declared["spec"]["channel"]["config"]["uri"] = "https://hooks.example.com/new"
    declared["spec"]["verify"] = {**REQUIRED, "throughOkta": True}
    org.declare(key_manifest("k"), declared)
    (change,) = org.plan().changes
    assert change.after is not None
    spec = replace(change.after.spec, verify=replace(change.after.spec.verify, through_okta=False))
    verify = verifier_of(org.run(), org.folder)

    with pytest.raises(InvalidInput, match="only Okta can call"):
        verify(replace(change, after=replace(change.after, spec=spec)), "before")
    assert not previewed(org, None)
    assert "" == verify(change, "before")


def test_nothing_was_called():
    """Of a service that was asked nothing nobody says that it answers correctly."""
    assert ("the service was not called",) == failures(())
