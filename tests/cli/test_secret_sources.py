"""Secrets that are in no variable: what commands read of them, when, and what they say."""

import base64

import pytest
from cli.conftest import Emulator, Shell

VALUES = {"token": "CANARY-of-a-mount-1", "other": "CANARY-of-a-mount-2"}
HOOK = "manifests/enrich-access-tokens.yaml"
READ = "cannot be read: there is no such file"


@pytest.fixture
def mounted(shell: Shell, emulator: Emulator) -> Shell:
    """Two hooks, each with a secret in a file of one folder."""
    shell.point_at(emulator.url)
    for name, value in VALUES.items():
        shell.write(f"mount/hooks/{name}", f"{value}\n").chmod(0o600)
    first = (shell.folder / HOOK).read_text()
    shell.write(HOOK, first.replace("env:HOOKOPS_SECRET_TOKEN_HOOK", "file:hooks/token"))
    second = first.replace("enrich-access-tokens", "other").replace("Enrich access tokens", "Other")
    shell.write(
        "manifests/other.yaml", second.replace("env:HOOKOPS_SECRET_TOKEN_HOOK", "file:hooks/other")
    )
    shell.env |= {
        "HOOKOPS_ALLOWED_SECRETS": "file:hooks/*",
        "HOOKOPS_SECRETS_ROOT": str(shell.folder / "mount"),
    }
    return shell


def with_key(shell: Shell) -> None:
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = base64.b64encode(b"k" * 32).decode()


def writes(emulator: Emulator) -> list[tuple[str, str]]:
    return [each for each in emulator.requests() if each[0] != "GET"]


@pytest.mark.promise("P14")
def test_all_or_nothing(mounted: Shell, emulator: Emulator) -> None:
    """One of two cannot be read: 3 with its line, and not one write."""
    (mounted.folder / "mount/hooks/other").unlink()

    done = mounted.run("apply", "--yes")

    assert 3 == done.returncode
    assert f"file:hooks/other of InlineHook/other {READ}" in done.stderr
    assert "manifests/other.yaml:" in done.stderr
    assert [] == writes(emulator)


def test_only_what_changed_hooks_need(mounted: Shell, emulator: Emulator) -> None:
    """A hook that does not change needs no secret."""
    assert 0 == mounted.run("apply", "--yes").returncode
    (mounted.folder / "mount/hooks/other").unlink()
    path = mounted.folder / HOOK
    path.write_text(path.read_text().replace("value: prod", "value: staging"))

    done = mounted.run("apply", "--yes")

    assert 0 == done.returncode, done.stderr
    assert 1 == len([path for method, path in writes(emulator) if method == "PUT"])


def test_a_plan_without_a_key(mounted: Shell) -> None:
    """It reads no file, since there is nothing to compare a value by, and says what nobody sees."""
    assert 0 == mounted.run("apply", "--yes").returncode
    (mounted.folder / "mount/hooks/token").chmod(0o666)

    done = mounted.run("plan")

    assert 0 == done.returncode
    assert "cannot see a rotation of file:hooks/other, file:hooks/token: set " in done.stdout
    assert "" == done.stderr


def test_a_plan_with_a_key(mounted: Shell) -> None:
    """It reads each file, says which it could not, and compares the others."""
    with_key(mounted)
    assert 0 == mounted.run("apply", "--yes").returncode
    mounted.write("mount/hooks/token", "CANARY-of-a-mount-3\n")
    (mounted.folder / "mount/hooks/other").unlink()

    done = mounted.run("plan", "--detailed-exitcode")

    assert 2 == done.returncode
    assert "another value than was last sent" in done.stdout
    assert "rotated: file:hooks/other (there is no such file in " in done.stderr
    assert "CANARY" not in done.stdout + done.stderr


def test_a_secret_that_apply_will_not_take(mounted: Shell) -> None:
    """A plan with a key says so, as of variables."""
    with_key(mounted)
    mounted.write("mount/hooks/token", "changeme\n")

    done = mounted.run("plan")

    assert 0 == done.returncode
    assert "will refuse secrets that are set here: file:hooks/token is a placeholder" in done.stderr


def test_a_secret_that_a_manifest_has(mounted: Shell) -> None:
    """In clear, in a comment: it is none any more, wherever else it is kept."""
    path = mounted.folder / "manifests/other.yaml"
    path.write_text(f"# {VALUES['other']}\n{path.read_text()}")

    done = mounted.run("apply", "--yes")

    assert 3 == done.returncode
    assert "file:hooks/other is also written in clear in manifests/other.yaml:1" in done.stderr
    assert "CANARY" not in done.stdout + done.stderr


def test_a_source_that_nobody_has(mounted: Shell, emulator: Emulator) -> None:
    """A scheme that is allowed and not installed: the message names those that are."""
    path = mounted.folder / HOOK
    path.write_text(path.read_text().replace("file:hooks/token", "acme:hooks/token"))
    mounted.env["HOOKOPS_ALLOWED_SECRETS"] += " acme:*"

    done = mounted.run("apply", "--yes")

    assert 3 == done.returncode
    assert "no source of that name is installed; there are env, awssm, awsssm," in done.stderr
    assert [] == writes(emulator)


def test_a_preview(mounted: Shell) -> None:
    """It needs the hook's secret, and says where it is not."""
    (mounted.folder / "mount/hooks/token").unlink()
    near = ("--url", "http://127.0.0.1:9", "--allow-loopback", "--send-secret-to", "127.0.0.1:9")

    done = mounted.run("preview", "enrich-access-tokens", *near)

    assert 3 == done.returncode
    assert f"error: file:hooks/token {READ}" in done.stderr


def test_patterns_that_are_none(mounted: Shell) -> None:
    """Exit code 3 with an example, and no word of what stands there."""
    mounted.env["HOOKOPS_ALLOWED_SECRETS"] = "file:hooks/* CANARY:?of#a|pattern"

    done = mounted.run("plan")

    assert 3 == done.returncode
    assert 'separated by spaces: "env:TEAM_* vault:kv/hooks/*"' in done.stderr
    assert "CANARY" not in done.stderr
