"""Bad environments: the catalogue's rows, each with its exit code."""

import os
import re
import subprocess
import sys

import pytest

CANARY = "CANARY-70110"


def test_an_unset_secret_begins_with_its_place(shell):
    """Each line that a tool may parse is `file:line:col: error[code]: text`, and once."""
    del shell.env["HOOKOPS_SECRET_TOKEN_HOOK"]

    done = shell.run("apply", "--yes")

    *_, problem, hint = done.stderr.splitlines()
    assert 3 == done.returncode
    assert re.fullmatch(
        r"manifests/enrich-access-tokens\.yaml:\d+:\d+: error\[secret\]: "
        r"env:HOOKOPS_SECRET_TOKEN_HOOK of InlineHook/enrich-access-tokens is not set",
        problem,
    )
    assert hint.startswith("  hint: set them where hookops runs")


def test_c14_stdout_closed(shell):
    """C14: a reader that goes away is no traceback."""
    line = f"{sys.executable} -m hookops plan --format json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "{") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("env", [{"LANG": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}])
def test_c15_non_ascii_names(shell, declared, env):
    """C15: a name that the terminal cannot show is escaped."""
    declared("name: Enrich access tokens", 'name: "Jetons d\'accès"')
    shell.env |= env

    done = shell.process("plan")

    assert 0 == done.returncode
    assert "acc" in done.stdout


@pytest.mark.parametrize(
    "env",
    [
        *({"COLUMNS": text} for text in ("0", "1", "x", "999999999", "9" * 5000)),
        {"TERM": "dumb"},
    ],
    ids=lambda env: str(env)[:30],
)
def test_c16_unusual_terminals(shell, env):
    """C16: no width and no terminal loses data."""
    shell.env |= env

    done = shell.run("plan")

    assert (0, True) == (done.returncode, "https://hooks.example.com/token" in done.stdout)


@pytest.mark.parametrize(
    ("token", "code", "expected"),
    [
        ("", 4, "is empty"),
        ("   ", 4, "is empty"),
        (f'"{CANARY}"', 4, "quotes"),
        (f"SSWS {CANARY}", 4, "begins with SSWS"),
        (f"Bearer {CANARY}", 4, "begins with Bearer"),
        (f"{CANARY}\nx", 3, "line break at position 13"),
        (f"{CANARY}é", 3, "outside printable ASCII"),
    ],
)
def test_e05_e06_e07_tokens(shell, emulator, token, code, expected):
    """E05, E06, E07: hookops reports the shape of a wrong token, and never sends or prints it."""
    shell.env["HOOKOPS_API_TOKEN"] = token

    done = shell.run("plan")

    assert (code, True) == (done.returncode, expected in done.stderr)
    assert CANARY not in done.stdout + done.stderr
    assert [] == emulator.requests()


def test_e06_a_final_line_break(shell, emulator):
    """E06: one final line break of a token is dropped."""
    shell.env["HOOKOPS_API_TOKEN"] = "t0ken\n"

    assert 0 == shell.run("plan").returncode


@pytest.mark.parametrize("name", ["OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN"])
def test_names_that_people_already_export(shell, emulator, name):
    """The names of Okta's SDKs and of the Terraform provider are read as well."""
    shell.env[name] = shell.env.pop("HOOKOPS_API_TOKEN")

    assert 0 == shell.run("plan").returncode


def test_a_token_of_another_org(shell, emulator):
    """A token whose family names another org is not sent."""
    del shell.env["HOOKOPS_API_TOKEN"]
    shell.env |= {"OKTA_CLIENT_TOKEN": "t0ken", "OKTA_CLIENT_ORGURL": "https://other.okta.com"}

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "other.okta.com" in done.stderr)
    assert [] == emulator.requests()


def test_no_token(shell, emulator):
    """Without a token the variables are named."""
    del shell.env["HOOKOPS_API_TOKEN"]

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "HOOKOPS_API_TOKEN" in done.stderr)


def test_a_wrong_token(shell, emulator):
    """A token that the org refuses: exit code 4, with Okta's code."""
    shell.env["HOOKOPS_API_TOKEN"] = "wrong"

    done = shell.run("plan")

    assert (4, True) == (done.returncode, "E0000011" in done.stderr)


def test_e12_what_is_not_used(shell, emulator):
    """E12: a netrc, a folder of certificates or a proxy for everything is reported, and not used.

    An emulator on this computer is reached without a proxy and without certificates.
    """
    shell.env |= {"HTTPS_PROXY": "http://127.0.0.1:1", "SSL_CERT_FILE": "/none", "NETRC": "/none"}
    shell.env |= {"all_proxy": "http://127.0.0.1:1"}

    done = shell.run("plan")

    assert (0, "") == (done.returncode, done.stderr.partition("note: ")[0])
    assert "note: hookops does not use ALL_PROXY, NETRC\n" in done.stderr
    assert "by the proxy" not in done.stdout + done.stderr


def test_e13_keylog(shell, emulator):
    """E13: SSLKEYLOGFILE is an error."""
    shell.env["SSLKEYLOGFILE"] = str(shell.folder / "keys")

    assert 5 == shell.run("plan").returncode
    assert [] == emulator.requests()


@pytest.mark.parametrize("key", ["not base64!", "c2hvcnQ="])
def test_e15_fingerprint_key(shell, key):
    """E15: the fingerprint key is 32 bytes in base64."""
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = key

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "HOOKOPS_FINGERPRINT_KEY" in done.stderr)


def test_e18_no_home(shell):
    """E18: without HOME and with a TMPDIR that is not there, plan and apply work."""
    shell.env.pop("HOME", None)
    shell.env["TMPDIR"] = "/nowhere"

    assert 0 == shell.run("apply", "--yes").returncode


def test_e19_umask(shell):
    """E19: whatever the umask, what hookops writes is its owner's alone."""
    old = os.umask(0)
    try:
        shell.run("apply", "--yes")
        shell.run("plan", "--out", "p.json")
    finally:
        os.umask(old)
    modes = {
        path.name: oct(path.stat().st_mode & 0o777)
        for path in [*(shell.folder / ".hookops").iterdir(), shell.folder / "p.json"]
    }

    assert {"0o600"} == set(modes.values()), modes


def test_the_emulator_refuses_what_looks_like_a_real_token(shell):
    """TH29: the emulator does not take a token that looks like a real org's."""
    done = shell.run("emulator", "--port", "0", "--token", "00" + "a" * 40)

    assert (3, True) == (done.returncode, "real" in done.stderr)


@pytest.mark.parametrize("token", ["", " "])
def test_the_emulator_refuses_a_token_that_is_none(shell, token):
    """An empty token, such as a variable that is not set, would be that of every request."""
    done = shell.run("emulator", "--port", "0", "--token", token)

    assert (3, True) == (done.returncode, "the token is empty" in done.stderr)


@pytest.mark.parametrize("token", ["a b\nc", "a b", "a\nb", "caf\u00e9", "a\x1bb", "a\tb"])
def test_the_emulator_refuses_a_token_that_nobody_can_send(shell, token):
    """What no header carries would be a token that every client is refused with."""
    done = shell.run("emulator", "--port", "0", "--token", token)

    assert (3, "") == (done.returncode, done.stdout)
    assert "no client can send the token" in done.stderr
    assert token not in done.stderr


def test_a_port_that_is_taken(shell, emulator):
    """A port that is taken is reported."""
    port = emulator.url.rpartition(":")[2]

    assert 3 == shell.run("emulator", "--port", port).returncode
