"""The command line as a service app: nothing of its key or tokens is written, and files of the
repository choose nothing."""

import base64
import json
from urllib.parse import parse_qs

import pytest
from cli.conftest import REPO, Emulator
from cli.test_secrecy import leaks
from signing_in import CLIENT, EVERY, Recorder, new_key, pem_of

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore

AUTH = "auth: {method: private_key_jwt, clientId: %s, keyId: k1%s}"
COMMANDS = [
    ["plan"],
    ["plan", "--format", "json"],
    ["plan", "--out", "plan.json"],
    ["apply", "--yes"],
    ["drift", "--format", "json"],
    ["list"],
    ["usage"],
    ["export", "--to", "exported"],
]
READ = [scope for scope in EVERY if scope.endswith(".read")]


class Org:
    """An org on a port with a service app, and a shell that signs in as it."""

    def __init__(self, shell, serve, *, dpop=True, switches=Switches(), more="", **members):
        self.key = new_key()
        client = {
            "clientId": CLIENT,
            "jwks": {"keys": [self.key.as_dict(private=False)]},
            "scopes": list(EVERY),
            "role": "SUPER_ADMIN",
            "dpop": dpop,
            **members,
        }
        seed = {"clients": [client]}
        self.seen = Recorder(create_app(MemoryStore(), token="t", seed=seed, switches=switches))
        self.url = serve(self.seen)
        shell.point_at(self.url)
        del shell.env["HOOKOPS_API_TOKEN"]
        project = shell.folder / "hookops.yaml"
        auth = AUTH % (CLIENT, more)
        project.write_text(project.read_text().replace("{url:", f"{{{auth}, url:"))
        shell.env["HOOKOPS_PRIVATE_KEY"] = pem_of(self.key)
        shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = "CANARY-hook-70110"

    def canaries(self):
        """What no text may hold: the key's number and lines, assertions, tokens, the DPoP key."""
        pem = [line for line in pem_of(self.key).splitlines() if "-----" not in line]
        return [
            str(self.key.as_dict(private=True)["d"]),
            *(line for line in pem if len(line) > 40),
            *self.seen.assertions,
            *self.seen.tokens,
        ]


@pytest.mark.promise("P14")
@pytest.mark.parametrize("echo", ["off", "raw", "base64"])
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_nothing_of_the_credential_is_written(shell, serve, dpop, echo):
    """No output, plan, ledger or report has a part of the key, an assertion or a token, also where
    the org repeats what it was shown."""
    org = Org(shell, serve, dpop=dpop, switches=Switches(echo_secrets=echo))
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = base64.b64encode(b"k" * 32).decode()
    texts = {}
    for words in COMMANDS:
        done = shell.run(*words)
        texts[" ".join(words)] = done.stdout + done.stderr
    shell.env["HOOKOPS_PRIVATE_KEY"] = pem_of(new_key())
    texts["wrong key"] = shell.run("plan").stderr
    written = texts | shell.files()

    assert org.seen.tokens
    assert [] == [found for canary in org.canaries() for found in leaks(written, canary)]


@pytest.mark.parametrize("status", [400, 401])
def test_a_token_endpoint_that_repeats_what_it_got(shell, serve, status):
    """Words of Okta that have the assertion or the proof in them are not shown."""
    org = Org(shell, serve)
    shell.env["HOOKOPS_PRIVATE_KEY"] = pem_of(new_key("RSA"))
    org.seen.app = Repeating(status)

    done = shell.run("plan")

    assert (4, True) == (done.returncode, "it holds a secret" in done.stderr)
    shown = [*org.seen.assertions, *org.seen.proofs]
    assert [] == [one for text in shown for one in leaks({"out": done.stderr}, text)]


class Repeating:
    """A token endpoint whose errors have the whole request in them."""

    def __init__(self, status):
        self.status = status

    def __call__(self, environ, start):
        form = parse_qs(environ["wsgi.input"].read().decode())
        start(f"{self.status} No", [("Content-Type", "application/json")])
        said = f"no: {form['client_assertion'][0]} {environ.get('HTTP_DPOP', '')}"
        return [json.dumps({"error": "invalid_client", "error_description": said}).encode()]


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_a_credential_that_reads(shell, serve, dpop):
    """With read scopes and a role that reads: plan, drift, list and usage do; apply does not."""
    org = Org(shell, serve, dpop=dpop, scopes=READ, role="READ_ONLY_ADMIN")

    codes = [shell.run(command).returncode for command in ("plan", "drift", "list", "usage")]
    done = shell.run("apply", "--yes", "--send-secret-to", "hooks.example.com")

    assert [0, 2, 0, 0] == codes
    assert 4 == done.returncode
    expected = (
        f"error: Okta did not grant okta.inlineHooks.manage to the service app {CLIENT}\n"
        "  hint: these changes need it; grant it in the Admin Console: Applications, the app, Okta "
        "API Scopes; hookops did not write anything\n"
    )
    assert expected == done.stderr
    assert set(org.seen.requests) & {"POST /api/v1/inlineHooks"} == set()
    assert len(org.seen.jtis) == len(set(org.seen.jtis))


@pytest.mark.parametrize("place", ["okta.yaml", ".okta/okta.yaml"])
def test_a_file_of_the_repository_is_not_read(shell, serve, place):
    """An okta.yaml in the repository gives no credential, and a note says so once."""
    org = Org(shell, serve)
    text = f"okta: {{client: {{orgUrl: '{org.url}', token: 00CANARY}}}}"
    shell.write(place, text)
    shell.write(".git/HEAD", "ref: refs/heads/main")
    del shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.env["HOME"] = str(shell.folder)

    done = shell.run("plan")

    assert 3 == done.returncode
    note = f"note: hookops does not read {place} of this repository, since a pull request can "
    assert 1 == done.stderr.count(note)
    assert "CANARY" not in done.stderr


def test_a_process_in_a_folder_of_the_repository(shell, serve):
    """The same where hookops was started below its root, and the home folder is the repository."""
    org = Org(shell, serve)
    shell.write("okta.yaml", "okta: {}")
    shell.write(".okta/okta.yaml", f"okta: {{client: {{orgUrl: '{org.url}', token: CANARY}}}}")
    shell.write(".git/HEAD", "ref: refs/heads/main")
    del shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.env["HOME"] = str(shell.folder)
    shell.env["PYTHONPATH"] = str(REPO)
    shell.folder /= "manifests"

    done = shell.process("plan")

    assert (3, True) == (done.returncode, "note: hookops does not read okta.yaml" in done.stderr)


def test_a_key_beside_the_project_file(shell, serve, tmp_path_factory):
    """A reference to a file of the repository starts from the project, as a manifest's does."""
    org = Org(shell, serve, more=", privateKeyFrom: 'sops:keys/okta.json#key'")
    del shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.write("keys/okta.json", "{}")
    sops = tmp_path_factory.mktemp("bin") / "sops"
    sops.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps({'key': pem_of(org.key)})}\nEND\n")
    sops.chmod(0o755)
    shell.env["PATH"] = f"{sops.parent}:{shell.env['PATH']}"
    shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "sops:keys/okta.json#key"
    shell.folder /= "manifests"

    assert 0 == shell.run("plan").returncode


def test_the_file_of_a_person(shell, serve, tmp_path_factory):
    """~/.okta/okta.yaml is a source like any other, for the org that it names."""
    org = Org(shell, serve)
    home = tmp_path_factory.mktemp("home")
    (home / ".okta").mkdir()
    key = pem_of(org.key).replace("\n", "\n      ")
    client = f"orgUrl: {org.url}\n    clientId: {CLIENT}\n    privateKeyId: k1"
    file = home / ".okta" / "okta.yaml"
    file.write_text(f"okta:\n  client:\n    {client}\n    privateKey: |\n      {key}\n")
    del shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.env["HOME"] = str(home)

    assert 0 == shell.run("plan").returncode
    file.write_text(file.read_text().replace(org.url, "https://other.okta.com"))
    done = shell.run("plan")
    assert (3, True) == (done.returncode, "of ~/.okta/okta.yaml names other.okta" in done.stderr)
    file.write_text("")
    assert (3, True) == (shell.run("plan").returncode, "cannot be used" not in done.stderr)
    file.write_text("okta: [")
    done = shell.run("plan")
    assert (3, True) == (done.returncode, "~/.okta/okta.yaml cannot be used" in done.stderr)


def test_a_ready_access_token(shell, serve):
    """HOOKOPS_ACCESS_TOKEN is enough where somebody else has signed in."""
    org = Org(shell, serve, dpop=False)
    assert 0 == shell.run("plan").returncode
    shell.point_at(org.url)
    del shell.env["HOOKOPS_API_TOKEN"], shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.env |= {"HOOKOPS_ACCESS_TOKEN": org.seen.tokens[-1], "HOOKOPS_ORG_URL": org.url}

    assert 0 == shell.run("plan").returncode
    done = shell.run("apply", "--yes", "--send-secret-to", "hooks.example.com")
    assert (4, True) == (done.returncode, "has no okta.inlineHooks.manage" in done.stderr)


def test_an_org_without_a_project(shell, serve):
    """`--url` needs no project: the variables have the app, and all that there is is read."""
    org = Org(shell, serve)
    (shell.folder / "hookops.yaml").unlink()
    shell.env |= {"HOOKOPS_CLIENT_ID": CLIENT, "HOOKOPS_PRIVATE_KEY_ID": "k1"}

    done = shell.run("list", "--url", org.url)

    assert (0, True) == (done.returncode, f"Hooks of {org.url}" in done.stdout)
    asked = {scope for scopes in org.seen.scopes for scope in scopes.split()}
    assert {scope for scope in asked if not scope.endswith(".read")} == set()


def test_an_org_that_is_not_there(shell, serve):
    """A host that nobody listens on ends with 9, as for an API token."""
    org = Org(shell, serve)
    started = Emulator()
    started.stop()
    project = shell.folder / "hookops.yaml"
    project.write_text(project.read_text().replace(org.url, started.url))

    assert 9 == shell.run("plan").returncode


def test_a_key_of_any_source(shell, serve):
    """A source of secrets has the key, where the job lists the whole reference; no hook gets it."""
    org = Org(shell, serve, more=", privateKeyFrom: 'file:okta/key'")
    del shell.env["HOOKOPS_PRIVATE_KEY"]
    shell.write("secrets/okta/key", pem_of(org.key)).chmod(0o600)
    shell.env |= {"HOOKOPS_SECRETS_ROOT": str(shell.folder / "secrets")}
    forbidden = shell.run("plan")
    shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "file:okta/key"

    planned = shell.run("plan")
    manifest = shell.folder / "manifests" / "enrich-access-tokens.yaml"
    manifest.write_text(
        manifest.read_text().replace("env:HOOKOPS_SECRET_TOKEN_HOOK", "file:okta/key")
    )
    shell.env["HOOKOPS_ALLOWED_SECRETS"] = "file:*"
    named = shell.run("plan")

    assert (5, 0, 3) == (forbidden.returncode, planned.returncode, named.returncode)
    assert "auth.privateKeyFrom names file:okta/key" in forbidden.stderr
    assert "must not name a credential of hookops" in named.stderr
    texts = {str(n): d.stdout + d.stderr for n, d in enumerate((forbidden, planned, named))}
    assert [] == [found for canary in org.canaries() for found in leaks(texts, canary)]


def test_a_key_that_its_source_has_not(shell, serve):
    """The reference and the reason; nothing is asked of the org."""
    org = Org(shell, serve, more=", privateKeyFrom: 'file:okta/key'")
    shell.env |= {"HOOKOPS_SECRETS_ROOT": str(shell.folder / "secrets")}
    shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "file:okta/key"
    (shell.folder / "secrets").mkdir()

    done = shell.run("plan")

    assert 3 == done.returncode
    assert "file:okta/key cannot be read: " in done.stderr
    assert [] == org.seen.requests
