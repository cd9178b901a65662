"""A secret planted in the environment appears nowhere, whatever runs and however it fails."""

import base64
import html
from urllib.parse import quote

import pytest

HOOK_SECRET = "CANARY-hook-7f3a/+="
API_TOKEN = "t0ken"

NEAR = ("--url", "http://127.0.0.1:9/", "--allow-loopback", "--send-secret-to", "127.0.0.1")
PREVIEW = ["preview", "enrich-access-tokens", *NEAR, "--probe", "--junit", "preview.xml"]

COMMANDS = [
    ["validate"],
    ["plan"],
    ["plan", "--format", "json"],
    ["plan", "--format", "markdown"],
    ["plan", "--out", "p.json"],
    ["show", "p.json"],
    ["plan", "--format", "html"],
    ["show", "p.json", "--format", "html"],
    ["apply"],
    ["apply", "--yes", "--parallelism", "99"],
    ["apply", "--yes"],
    ["drift"],
    ["drift", "--format", "json"],
    ["drift", "--format", "html"],
    ["list", "--format", "html"],
    ["apply", "p.json", "--yes"],
    ["plan", "--prune", "--detailed-exitcode"],
    PREVIEW,
    [*PREVIEW, "--format", "json"],
]


def encodings(secret: str) -> list[str]:
    """The secret as it could appear."""
    raw = secret.encode()
    quoted = quote(secret, safe="")
    # What stands before the secret moves its base64 by one or two bytes.
    moved = [base64.b64encode(bytes(n) + raw).decode()[4 : 4 * (len(raw) // 3)] for n in (1, 2)]
    return [
        secret,
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        *(text for text in moved if len(text) > 6),
        raw.hex(),
        raw.hex().upper(),
        quoted,
        quote(quoted, safe=""),
        secret.replace("/", "\\/"),
        secret.replace("+", "\\u002b"),
        html.escape(secret.replace("+", "&#43;")),
        "\0".join(secret),
        secret[::-1],
    ]


def leaks(texts: dict[str, str], secret: str) -> list[str]:
    return [name for name, text in texts.items() if any(e in text for e in encodings(secret))]


@pytest.mark.promise("P14")
def test_on_the_embedded_registry(shell):
    """No output and no file has it; the registry's own database keeps it sealed."""
    shell.env |= {
        "HOOKOPS_SECRET_TOKEN_HOOK": HOOK_SECRET,
        "HOOKOPS_FINGERPRINT_KEY": base64.b64encode(b"k" * 32).decode(),
    }
    texts = {}
    for words in COMMANDS:
        done = shell.run(*words)
        texts[" ".join(words)] = done.stdout + done.stderr

    assert [] == leaks(texts | shell.files(), HOOK_SECRET)
    assert ".hookops/local.db" in shell.files()


@pytest.mark.promise("P14", "P17")
@pytest.mark.parametrize("end", ["\r\nX-Evil: 1", "\x00", "é", "  "])
def test_when_the_secret_cannot_be_sent(shell, emulator, end):
    """A secret that HTTP cannot carry is in no message, file or traceback, and is not sent."""
    # An environment cannot hold a NUL; such a secret is only looked for, never set.
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = HOOK_SECRET + end.replace("\x00", "\x01")

    done = shell.run("apply", "--yes")

    assert 3 == done.returncode
    assert [] == leaks({"output": done.stdout + done.stderr, **shell.files()}, HOOK_SECRET)
    assert {"GET"} == {method for method, _ in emulator.requests()}


@pytest.mark.promise("P14")
def test_when_the_registry_is_gone(shell, emulator):
    """An apply that loses its org does not say the secret or the token."""
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = HOOK_SECRET
    emulator.stop()

    done = shell.run("apply", "--yes")
    texts = {"output": done.stdout + done.stderr, **shell.files()}

    assert 9 == done.returncode
    assert [[], []] == [leaks(texts, HOOK_SECRET), leaks(texts, API_TOKEN)]


@pytest.mark.promise("P14")
def test_when_the_registry_is_broken(shell):
    """A file that is no database is reported, without the secret."""
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = HOOK_SECRET
    shell.write(".hookops/local.db", "this is no database" * 100)

    done = shell.run("apply", "--yes")

    assert 3 == done.returncode
    assert [] == leaks({"output": done.stdout + done.stderr, **shell.files()}, HOOK_SECRET)


@pytest.mark.promise("P14")
def test_a_literal_secret_in_a_manifest(shell, declared):
    """A literal secret is an error that does not print it."""
    declared("valueFrom: env:HOOKOPS_SECRET_TOKEN_HOOK", f"value: {HOOK_SECRET}")

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "error[literal-secret]" in done.stderr)
    assert [] == leaks({"output": done.stdout + done.stderr}, HOOK_SECRET)
