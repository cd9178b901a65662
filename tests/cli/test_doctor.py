"""`hookops doctor` and `hookops whoami`: which source won, and no secret in what they print."""

import base64
import json
from pathlib import Path

import pytest
from cli.test_secrecy import leaks
from cli.test_sign_in import Org
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "schemas" / "report"
CANARY = "CANARY-7f3a-token"


def checks(done):
    """By name; of several with one name the last."""
    return {one["check"]: one for one in json.loads(done.stdout)["checks"]}


def doctor(shell, *words):
    return checks(shell.run("doctor", "--format", "json", *words))


def test_an_embedded_org(shell):
    """It says that it is one; a service that nobody calls is a warning, and nothing is stored but
    the emulator's own file."""
    done = shell.run("doctor")

    assert 0 == done.returncode
    assert "Checks of local (embedded emulator)\n\n     ok project: " in done.stdout
    assert "     ok credential: none: an embedded emulator needs none\n" in done.stdout
    assert "warning host hooks.example.com: the host name has no address" in done.stdout
    assert "\n        fix: is the name right" in done.stdout
    assert done.stdout.endswith("\n19 ok, 1 warning.\n")
    assert [] == [name for name in shell.files() if "ledger" in name]


def test_only_reads_are_sent(shell, emulator):
    """One GET for the org, one for each list, nothing twice."""
    done = shell.run("doctor")

    assert 0 == done.returncode
    assert [
        ("GET", "/.well-known/okta-organization"),
        ("GET", "/api/v1/hook-keys"),
        ("GET", "/api/v1/inlineHooks"),
    ] == emulator.requests()


def test_sources(shell, emulator):
    """Which of option, variable, project and default gave each setting."""
    usual = doctor(shell)
    shell.env["HOOKOPS_ORG"] = "local"
    shell.env["HOOKOPS_LEDGER"] = "elsewhere.json"
    shell.env["HOOKOPS_CONFIG"] = "hookops.yaml"
    shell.env["HOOKOPS_ALLOWED_NETWORKS"] = "10.0.0.0/8"
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = base64.b64encode(b"k" * 32).decode()
    shell.env["OKTA_CLIENT_TOKEN"] = "t0ken"
    del shell.env["HOOKOPS_API_TOKEN"]
    named = doctor(shell)
    given = doctor(shell, "--org", "local", "--config", "hookops.yaml")

    names = ("project", "organization", "ledger place")
    assert [
        "hookops.yaml, the nearest from this folder upward",
        f"local (hookops.yaml:6:5) at {emulator.url}, the only one of the project",
        ".hookops/local.ledger.json, the default",
    ] == [usual[name]["found"].replace(f"{shell.folder}/", "") for name in names]
    assert ["HOOKOPS_CONFIG", "HOOKOPS_ORG", "from HOOKOPS_LEDGER"] == [
        named[name]["found"].rpartition(", ")[2] for name in names
    ]
    assert ["--config", "--org"] == [given[n]["found"].rpartition(", ")[2] for n in names[:2]]
    assert "an API token from OKTA_CLIENT_TOKEN" == named["credential"]["found"]
    assert "HOOKOPS_FINGERPRINT_KEY" == named["fingerprint key"]["found"]
    assert "HOOKOPS_ALLOWED_NETWORKS" == named["environment"]["found"]


@pytest.mark.parametrize(
    ("variable", "value", "name", "code"),
    [
        ("HOOKOPS_FINGERPRINT_KEY", "short", "fingerprint key", 3),
        ("HOOKOPS_ALLOWED_NETWORKS", "8.8.8.0/24", "environment", 3),
        ("HOOKOPS_ALLOWED_HOSTS", "https://a:b@c", "environment", 3),
        ("SSLKEYLOGFILE", "keys.txt", "environment", 5),
        ("HOOKOPS_API_TOKEN", "SSWS CANARY", "credential", 4),
        ("HOOKOPS_ORG_URL", "https://other.okta.com", "credential", 3),
        ("HOOKOPS_LEDGER", "ftp://example.com/a", "ledger place", 3),
        ("HOOKOPS_ORG", "other", "organization", 3),
        ("HOOKOPS_CONFIG", "nothing.yaml", "project", 3),
    ],
)
def test_a_setting_that_is_wrong(shell, emulator, variable, value, name, code):
    """It is a problem with a fix, the code is that of a run, and the others are looked at."""
    shell.env[variable] = value

    done = shell.run("doctor", "--format", "json")

    found = checks(done)
    assert ("problem", code) == (found[name]["state"], found[name]["exit_code"])
    assert code == done.returncode
    assert found[name]["fix"]
    assert len(found) > 12
    assert "CANARY" not in done.stdout + done.stderr


def test_manifests_that_are_wrong(shell, emulator, declared):
    """The first mistake has its place; the org is looked at all the same."""
    declared("version: 1.0.1", "version: 1.0")

    done = shell.run("doctor", "--format", "json")

    found = checks(done)
    assert 3 == done.returncode == found["manifests"]["exit_code"]
    assert "manifests/enrich-access-tokens.yaml:" in found["manifests"]["found"]
    assert "ok" == found["sign-in"]["state"]


def test_without_a_project(shell, emulator):
    """It says so, and looks at what there is."""
    (shell.folder / "hookops.yaml").unlink()

    done = shell.run("doctor")

    assert 3 == done.returncode
    assert "Checks without an organization\n" in done.stdout
    assert "problem project: no hookops.yaml here" in done.stdout
    assert "--url URL looks at an org without one" in done.stdout
    assert "unknown engine, sign-in, read, write, DPoP, clock" in done.stdout
    assert [] == emulator.requests()


def test_an_org_that_no_project_knows(shell, emulator):
    """--url is enough for all that is not of a project."""
    (shell.folder / "hookops.yaml").unlink()

    done = shell.run("doctor", "--url", emulator.url)
    who = shell.run("whoami", "--url", emulator.url)

    assert (0, 0) == (done.returncode, who.returncode)
    assert f"Checks of {emulator.url}\n" in done.stdout
    assert "     ok sign-in: the org takes the credential" in done.stdout
    assert who.stdout.startswith(f"{emulator.url}: org 00o")


def test_an_org_that_nobody_reaches(shell, emulator):
    """Exit code 9, and the ledger is looked at."""
    emulator.stop()

    done = shell.run("doctor", "--format", "json")

    found = checks(done)
    assert (9, "problem") == (done.returncode, found["org"]["state"])
    assert ("unknown", "ok") == (found["sign-in"]["state"], found["ledger lock"]["state"])


def test_a_clock_that_is_wrong(shell, emulator):
    """Seven minutes are a warning, with what to do."""
    emulator.call("POST", "/_emulator/clock", {"offset_s": 420})

    done = shell.run("doctor")

    assert 0 == done.returncode
    assert " s behind Okta's; hookops goes by Okta's\n        fix: synchronise it" in done.stdout


def test_two_lines_for_each_thing_to_do(shell, emulator):
    """A fix is on the line below its check, and on a terminal's width nothing is lost."""
    shell.env["COLUMNS"] = "60"

    done = shell.run("doctor")

    assert "fix: is the name right" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60 + len(str(shell.folder))


@pytest.mark.promise("P14")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_nothing_of_a_key_is_written(shell, serve, dpop):
    """No part of the key, of an assertion or of a token is in what both print."""
    org = Org(shell, serve, dpop=dpop)
    written = {}
    for words in (["doctor"], ["doctor", "--format", "json"], ["whoami"]):
        done = shell.run(*words)
        assert 0 == done.returncode, done.stdout + done.stderr
        written[" ".join(words)] = done.stdout + done.stderr
    org_url = org.url.replace("http://127.0.0.1", "")

    assert org.seen.tokens
    assert org_url in written["whoami"]
    assert [] == [found for canary in org.canaries() for found in leaks(written, canary)]


def test_who_a_service_app_is(shell, serve):
    """The org, the app, the variable of its key, scopes, DPoP: four lines."""
    Org(shell, serve, scopes=["okta.inlineHooks.read"])

    lines = shell.run("whoami").stdout.splitlines()

    assert "signed in as: the service app 0oaserviceapp0000000, with" in lines[1]
    assert ["scopes: okta.inlineHooks.read", "access tokens: bound to a key of the run (DPoP)"] == (
        lines[2:]
    )


def test_who_an_api_token_is(shell, emulator):
    """Its variable, and where its owner is shown: Okta tells a token nothing of itself."""
    done = shell.run("whoami")

    assert "signed in as: an API token, from HOOKOPS_API_TOKEN; its owner" in done.stdout
    assert 3 == len(done.stdout.splitlines())


def test_who_is_let_in_nowhere(shell, emulator):
    """A token that the org does not take ends with 4, and is not shown."""
    shell.env["HOOKOPS_API_TOKEN"] = CANARY

    done, checked = shell.run("whoami"), shell.run("doctor")

    assert (4, 4, "") == (done.returncode, checked.returncode, done.stdout)
    assert CANARY not in done.stderr + checked.stdout + checked.stderr


def test_the_org_that_the_project_pins(shell, emulator):
    """Both refuse another one, and ask it for nothing more."""
    path = shell.folder / "hookops.yaml"
    path.write_text(path.read_text().replace("{url:", "{id: 00oanother0000000000, url:"))

    who, done = shell.run("whoami"), shell.run("doctor")

    assert (5, 5) == (who.returncode, done.returncode)
    assert {"/.well-known/okta-organization"} == {path for _, path in emulator.requests()}


@pytest.mark.parametrize(("command", "schema"), [("doctor", "doctor"), ("whoami", "identity")])
def test_reports_are_what_their_schemas_say(shell, serve, command, schema):
    """As a service app, and with the embedded emulator."""
    embedded = shell.run(command, "--format", "json")
    Org(shell, serve)
    signed_in = shell.run(command, "--format", "json")
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text()))

    for done in (embedded, signed_in):
        assert [] == [each.message for each in validator.iter_errors(json.loads(done.stdout))]


def test_texts_from_outside(shell, emulator):
    """The owner of a lock, whom anybody can write, commands no terminal and no CI system."""
    import fcntl

    folder = shell.folder / ".hookops"
    folder.mkdir()
    lock = folder / "local.ledger.json.lock"
    host = "\x1b[31m::error::x\n##[error]y <script>"
    owner = {"pid": 1, "host": host, "since": 0, "user": "@team"}
    lock.write_text(json.dumps(owner))
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = shell.run("doctor")

    assert "warning ledger lock: process 1 of @team on " in done.stdout
    assert [] == [text for text in ("\x1b", "##[") if text in done.stdout]
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
