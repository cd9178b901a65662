"""What an org that is no emulator gets, and what its token and its hooks' secrets are kept from."""

import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import replace

import click
import pytest
from cli.conftest import Shell

from hookops.cli.host import Host
from hookops.cli.ledger_store import find_place
from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore
from hookops.manifest.project import read

REAL = "00" + "aB3-x_9ZqR" * 4
HOST = "hooks.example.com"
SEND = ("--send-secret-to", HOST)
MANIFEST = "manifests/enrich-access-tokens.yaml"
LEDGER = ".hookops/local.ledger.json"
KEY = "c2VjcmV0LWtleS1vZi10aGlydHktdHdvLWJ5dGVzISE="
EVIL = "https://evil.example/token"


@pytest.fixture
def org(tmp_path):
    """A project whose organization has a token as Okta issues it; the environment names it."""
    shell = Shell(tmp_path)
    with running(create_app(MemoryStore(), token=REAL), threads=4) as url:
        shell.point_at(url)
        shell.env |= {
            "HOOKOPS_API_TOKEN": REAL,
            "HOOKOPS_ALLOWED_HOSTS": url.partition("//")[2],
            "HOOKOPS_SECRET_TOKEN_HOOK": "a8f5f167f44f4964e6c998dee827110c",
        }
        yield shell


@contextmanager
def running_in(shell):
    """As in a command of that folder."""
    with click.Context(click.Command("x"), obj=Host(shell.env, shell.folder, None)):
        yield


def move(shell, url, *names):
    """The hook is at another address in these files."""
    for name in names:
        path = shell.folder / name
        path.write_text(path.read_text().replace(f"https://{HOST}/token", url))


def track(shell):
    """The ledger is in Git."""
    for words in (("init", "-q"), ("add", "-f", LEDGER)):
        subprocess.run(["git", *words], cwd=shell.folder, check=True)


def test_the_first_apply_names_the_host(org):
    """In CI by option or variable; a plan shows it first, and only one for apply is refused."""
    plan, saved = org.run("plan"), org.run("plan", "--out", "p.json")
    applied = org.run("apply", "--yes")
    org.env["HOOKOPS_SECRET_HOSTS"] = HOST
    allowed = org.run("apply", "--yes")

    assert [0, 5, 5, 0] == [done.returncode for done in (plan, saved, applied, allowed)]
    assert plan.stdout.splitlines()[2].startswith("Secrets that would go to hosts")
    assert f"say --send-secret-to {HOST}" in applied.stderr
    assert "p.json" not in org.files()


@pytest.mark.parametrize(("typed", "code"), [("yes\n", 0), ("no\n", 5)])
def test_who_is_asked_is_asked_about_the_host(org, typed, code):
    """The question names the secret and the host; yes is consent."""
    done = org.run("apply", typed=typed)

    assert code == done.returncode
    assert f"and let Okta send env:HOOKOPS_SECRET_TOKEN_HOOK to {HOST}: " in done.stderr


def test_a_token_for_the_emulator_is_exempt(org):
    """No org issues it, so no secret of a real one is at stake."""
    with running(create_app(MemoryStore(), token="dev"), threads=4) as url:
        org.point_at(url)
        org.env["HOOKOPS_API_TOKEN"] = "dev"
        del org.env["HOOKOPS_ALLOWED_HOSTS"]

        assert 0 == org.run("apply", "--yes").returncode


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("words", [("apply", "--yes"), ("plan", "--out", "p.json")])
def test_manifest_and_ledger_of_one_pull_request(org, words):
    """A ledger in Git without a seal allows nothing."""
    org.run("apply", "--yes", *SEND)
    track(org)
    move(org, EVIL, MANIFEST, LEDGER)

    done = org.run(*words)

    assert (5, True) == (done.returncode, "to evil.example" in done.stderr)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_preview_sends_nothing_there_either(org):
    """The registry has the hook elsewhere, whatever manifest and ledger say."""
    org.run("apply", "--yes", *SEND)
    track(org)
    move(org, EVIL, MANIFEST, LEDGER)

    done = org.run("preview", "enrich-access-tokens")

    assert (5, True) == (done.returncode, "does not send env:" in done.stderr), done.stderr
    assert "to evil.example: " in done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_sealed_ledger_may_be_in_git(org):
    """The seal proves where the secret goes; an edit of it ends with 6."""
    org.env["HOOKOPS_FINGERPRINT_KEY"] = KEY
    org.run("apply", "--yes", *SEND)
    track(org)
    move(org, f"https://{HOST}/new", MANIFEST)
    fine = org.run("apply", "--yes")
    move(org, EVIL, LEDGER)
    (org.folder / LEDGER).write_text(
        (org.folder / LEDGER).read_text().replace(HOST, "evil.example")
    )
    edited = org.run("plan")

    assert [0, 6] == [fine.returncode, edited.returncode], fine.stderr
    assert "hookops ledger rebuild" in edited.stderr


def test_a_plan_that_was_replaced(org):
    """By one that deletes: the command that the pipeline has does not allow it."""
    org.run("apply", "--yes", *SEND)
    text = (org.folder / MANIFEST).read_text().replace("enrich-access-tokens", "other")
    org.write(MANIFEST, text.replace("Enrich access tokens", "Other"))
    saved = org.run("plan", "--out", "p.json", "--prune", *SEND)
    assert 0 == saved.returncode, saved.stderr

    done = org.run("apply", "p.json", "--yes", *SEND)

    assert (5, True) == (done.returncode, "was made with --prune" in done.stderr)


@pytest.mark.parametrize("mode", [0o602, 0o666])
def test_files_that_everybody_can_write(org, mode):
    """They are refused without a seal; with one it is a note."""
    org.run("apply", "--yes", *SEND)
    (org.folder / LEDGER).chmod(mode)
    refused = org.run("plan")
    (org.folder / LEDGER).chmod(0o600)
    org.env["HOOKOPS_FINGERPRINT_KEY"] = KEY
    org.run("apply", "--yes", "--accept-unsealed")
    (org.folder / LEDGER).chmod(mode)
    noted = org.run("plan")

    assert [5, 0] == [refused.returncode, noted.returncode]
    assert "every user of this computer can write it" in refused.stderr
    assert "every user of this computer can write it" in noted.stderr


def test_an_embedded_org_of_a_pull_request(shell):
    """It sends nothing anywhere; a verification would send the secret, so the host is named."""
    path = shell.folder / MANIFEST
    text = path.read_text().replace(f"https://{HOST}/token", EVIL)
    path.write_text(
        text.replace("  status: ACTIVE", "  status: ACTIVE\n  verify: {preview: required}")
    )
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = "a8f5f167f44f4964e6c998dee827110c"

    done = shell.run("apply", "--yes")
    named = shell.run("apply", "--yes", "--send-secret-to", "evil.example")

    assert (5, True) == (done.returncode, "does not send env:" in done.stderr), done.stderr
    assert "say --send-secret-to evil.example" in done.stderr
    assert (10, True) == (named.returncode, "no connection to the service" in named.stderr)
    assert "unneeded" not in named.stderr


@pytest.mark.parametrize("location", ["s3://bucket/x.json", "gs://bucket/x.json", "az://c/x.json"])
def test_a_bucket_of_the_project_file(org, location):
    """Anybody can have one, so what it has is no proof; the environment's is."""
    found = org.folder / "hookops.yaml"
    project = read(found).organizations["local"]
    named = replace(project, ledger=location)

    with running_in(org):
        doubted = find_place(named, org.folder).doubt
        org.env["HOOKOPS_LEDGER"] = location
        trusted = find_place(named, org.folder).doubt

    assert ("hookops.yaml names the ledger's place, and not HOOKOPS_LEDGER", "") == (
        doubted,
        trusted,
    )
