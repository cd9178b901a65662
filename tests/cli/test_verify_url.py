"""`hookops apply --verify-url`: a service that is not public yet is verified where it is."""

import json

import pytest
from flask import Flask, request
from services.samples import module

SECRET = "CANARY-70110"
NAME = "enrich-access-tokens"
DECLARED = "https://hooks.example.com/token"
PLAIN = f"the declared {DECLARED} is NOT verified"


@pytest.fixture(autouse=True)
def required(shell):
    """The service of the hook has to answer correctly before flows are bound to it."""
    path = shell.folder / "manifests" / f"{NAME}.yaml"
    path.write_text(f"{path.read_text()}  verify: {{preview: required}}\n")
    return path


@pytest.fixture
def bound(required):
    """The hook is declared to be bound."""
    rule = "{authorizationServer: default, policy: Default Policy, rule: Default Policy Rule}"
    required.write_text(f"{required.read_text()}  bindings:\n    - {rule}\n")
    return required


def apply(shell, url, *more, name=NAME):
    return shell.run("apply", "--yes", "--verify-url", f"{name}={url}", *more)


def near(shell, url, *more):
    return apply(shell, url, "--allow-loopback", "--send-secret-to", "127.0.0.1", *more)


def unverified(shell):
    ledger = json.loads((shell.folder / ".hookops" / "local.ledger.json").read_text())
    (entry,) = [e for e in ledger["managed"] if e["key"] == f"InlineHook/{NAME}"]
    return entry["unverified"]


def test_a_service_that_passes_elsewhere(shell, serve):
    """Applied; every report says which service was called, and which was not."""
    url = serve(module("token").create_app(SECRET), "/token")

    done = near(shell, url)
    plan = shell.run("plan")
    again = shell.run("apply", "--yes")
    shell.env["HOOKOPS_SECRET_HOSTS"] = "hooks.example.com"
    called = shell.run("apply", "--yes")

    assert 0 == done.returncode
    assert f"verification calls {url}; {PLAIN}" in done.stderr
    assert f"hookops sends env:HOOKOPS_SECRET_TOKEN_HOOK to {url}" in done.stderr
    assert "--allow-loopback: hookops may call services on this computer" in done.stderr
    assert f"verify: at {url}, NOT at the declared {DECLARED}: " in done.stderr
    assert "! verified at another address, NOT the declared service: InlineHook/" in done.stdout
    assert f"{url} answers correctly; hookops called it in place of the declared" in done.stdout
    # It does not count: the next plan asks for the declared service, which nobody can reach here.
    assert f"? verify InlineHook/{NAME}" in plan.stdout
    assert (5, True) == (again.returncode, "does not send env:" in again.stderr)
    assert (10, True) == (called.returncode, "no connection to the service" in called.stderr)
    assert SECRET not in done.stdout + done.stderr


def test_json(shell, serve):
    """The verdict has the URL."""
    url = serve(module("token").create_app(SECRET), "/token")

    data = json.loads(near(shell, f"{url}?key=hidden", "--format", "json").stdout)

    (result,) = [one for one in data["results"] if one["type"] == "InlineHook"]
    assert (url, ["InlineHook.enrich-access-tokens"]) == (
        result["verified_at"],
        data["verified_elsewhere"],
    )
    assert "hidden" not in json.dumps(data)


def test_a_service_that_fails_elsewhere(shell, serve):
    """Nothing is written, as with the declared service."""
    done = near(shell, serve(Flask("empty"), "/token"))

    assert (10, True) == (done.returncode, "nothing was written" in done.stderr)
    assert not (shell.folder / ".hookops" / "local.ledger.json").exists()


def test_a_saved_plan(shell, serve):
    """It is an option of the apply, and no part of the plan."""
    url = serve(module("token").create_app(SECRET), "/token")
    shell.run("plan", "--out", "plan.json")

    done = shell.run(
        *("apply", "plan.json", "--yes", "--verify-url", f"InlineHook/{NAME}={url}"),
        *("--allow-loopback", "--send-secret-to", "127.0.0.1"),
    )

    assert (0, True) == (done.returncode, PLAIN in done.stderr)


def test_no_flow_is_bound(shell, serve, bound):
    """A flow would call the declared service, which nobody has called: the binding waits."""
    url = serve(module("token").create_app(SECRET), "/token")

    done = near(shell, url)
    plan = shell.run("plan")

    assert 7 == done.returncode
    assert "waits: the declared service of InlineHook/enrich-access-tokens is not" in done.stderr
    assert "+ bind Binding/rule/default/" in done.stdout
    assert "+ bind Binding/rule/default/" in plan.stdout


def test_a_hook_that_flows_call(shell, serve, bound):
    """It is not changed: they would call the new declared address unverified."""
    url = serve(module("token").create_app(SECRET), "/token")
    text = bound.read_text()
    bound.write_text(text.replace("required", "optional"))
    assert 0 == shell.run("apply", "--yes").returncode
    bound.write_text(text.replace("/token", "/new"))

    done = near(shell, url)

    assert (5, True) == (done.returncode, "is called by rule" in done.stderr)
    assert "nothing was written" in done.stderr


def test_an_optional_verification_holds_nothing_back(shell, serve, bound):
    """It only reports, so flows are bound."""
    bound.write_text(bound.read_text().replace("required", "optional"))

    done = near(shell, serve(module("token").create_app(SECRET), "/token"))

    assert (0, True) == (done.returncode, "1 bound" in done.stdout)


def test_a_revert_keeps_what_was_not_verified(shell, serve, required):
    """A hook that had yet to pass has yet to pass after a change of it was taken back."""
    near(shell, serve(module("token").create_app(SECRET), "/token"))
    required.write_text(required.read_text().replace("value: prod", "value: test"))
    answers = [200, 500]
    app = Flask("once")
    app.post("/token")(lambda: ({}, answers.pop(0)))

    done = near(shell, serve(app, "/token"))

    assert (10, True) == (done.returncode, "reverted: it is as it was" in done.stderr)
    assert unverified(shell)


def test_a_failure_elsewhere(shell, serve, required):
    """Its text names the address, and nothing is called verified."""
    required.write_text(required.read_text().replace("required", "optional"))
    url = serve(Flask("empty"), "/token")

    done = near(shell, url)

    assert 0 == done.returncode
    assert f"does not answer correctly: {url}: " in done.stderr
    assert "verified at another address" not in done.stdout


def test_warnings_of_answers(shell, serve):
    """Nobody reads the answers of an apply in CI, so what a preview warns of is reported."""
    app = Flask("warned")
    app.post("/token")(lambda: {"commands": [], "took": 3})

    done = near(shell, serve(app, "/token"))

    assert (0, True) == (done.returncode, "all.7 took is no member that Okta reads" in done.stderr)


def test_a_hook_stays_unverified(shell, serve, required):
    """A hook that had passed has to pass again, once another service passed in its place."""
    url = serve(module("token").create_app(SECRET), "/token")
    near(shell, url)

    assert unverified(shell)
    assert 0 == near(shell, url).returncode
    assert unverified(shell)


def test_nothing_to_verify(shell, serve, required):
    """A hook that does not change is not called, and a notice has that."""
    text = required.read_text().replace("required", "optional")
    required.write_text(text)
    calls = []
    app = Flask("counting")
    app.post("/token")(lambda: calls.append(request.path) or {})
    url = serve(app, "/token")
    near(shell, url)
    before = len(calls)

    done = near(shell, url)

    assert (0, before) == (done.returncode, len(calls))
    assert "--verify-url has nothing to verify" in done.stderr


REFUSED = {
    "no consent": (f"{NAME}=http://127.0.0.1:9/t", ["--allow-loopback"], 5, "does not send env:"),
    "no loopback": (f"{NAME}=http://127.0.0.1:9/t", [], 5, "names this computer"),
    "a private number": (f"{NAME}=https://10.0.0.1/t", [], 5, "names its host by a number"),
    "plain http": (f"{NAME}=http://hooks.example.com/t", [], 5, "must start with https://"),
    "no such hook": ("other=https://hooks.example.com/t", [], 3, "declare no hook other"),
    "no URL": (NAME, [], 3, "--verify-url is NAME=URL"),
    "an empty URL": (f"{NAME}=", [], 3, "--verify-url is NAME=URL"),
    "no name": ("=https://hooks.example.com/t", [], 3, "--verify-url is NAME=URL"),
    "twice": (
        f"{NAME}=https://a.example.com/",
        ["--verify-url", f"{NAME}=https://b.example.com/"],
        3,
        "given twice for enrich-access-tokens",
    ),
}


@pytest.mark.parametrize(("pair", "more", "code", "text"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(shell, pair, more, code, text):
    """Before anything is sent or written."""
    done = shell.run("apply", "--yes", "--verify-url", pair, *more)

    assert (code, True) == (done.returncode, text in done.stderr), done.stderr
    assert not (shell.folder / ".hookops" / "local.ledger.json").exists()


def test_a_hook_that_is_not_verified(shell, required):
    """Its manifest says so, and the option would do nothing."""
    required.write_text(required.read_text().replace("required", "off"))

    done = apply(shell, "https://staging.example.com/t")

    assert (3, True) == (done.returncode, "apply does not verify" in done.stderr)


def test_loopback_needs_a_url(shell):
    """Alone it would do nothing, in silence."""
    done = shell.run("apply", "--yes", "--allow-loopback")

    assert (3, True) == (done.returncode, "needs --verify-url" in done.stderr)


def test_a_host_of_a_verification_is_no_unneeded_option(shell, serve):
    """The plan is the same without it, and the verification is not."""
    url = serve(module("token").create_app(SECRET), "/token")

    done = near(shell, url)

    assert "--send-secret-to" not in done.stderr


@pytest.mark.parametrize("host", ["https://u:CANARY@hooks.example.com", "a b", "h:port", ""])
def test_what_is_no_host(shell, host):
    """It is an error that does not quote it: a URL may have a password in it."""
    done = shell.run("apply", "--yes", "--send-secret-to", host)

    assert (3, True) == (done.returncode, "takes a host, as hooks.example.com" in done.stderr)
    assert "CANARY" not in done.stderr


def test_private_networks(shell):
    """They come from the environment alone, and a list that is none ends the command."""
    shell.env["HOOKOPS_ALLOWED_NETWORKS"] = "0.0.0.0/0"
    wrong = apply(shell, "http://10.0.0.1/t")
    shell.env["HOOKOPS_ALLOWED_NETWORKS"] = "10.99.0.0/16"
    other = apply(shell, "http://10.0.0.1/t")
    asked = apply(shell, "http://10.99.0.1/t")

    assert [(3, True), (5, True), (5, True)] == [
        (wrong.returncode, "0.0.0.0/0 is not inside a private network" in wrong.stderr),
        (other.returncode, "names its host by a number" in other.stderr),
        (asked.returncode, "say --send-secret-to 10.99.0.1" in asked.stderr),
    ]
