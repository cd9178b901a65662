"""A plan says which secrets may get another value that it would not see, and how to change that."""

import json

import pytest

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
NOTE = (
    "note: hookops cannot see a rotation of env:HOOKOPS_SECRET_TOKEN_HOOK: set "
    "HOOKOPS_FINGERPRINT_KEY, or write valueFrom: "
    '{ref: env:HOOKOPS_SECRET_TOKEN_HOOK, version: "1"}'
)
WRITTEN = "valueFrom: env:HOOKOPS_SECRET_TOKEN_HOOK"


@pytest.fixture
def applied(shell):
    """A hook with a secret that has no label, applied without a key."""
    assert 0 == shell.run("apply", "--yes").returncode
    return shell


def test_it_stands_once_and_above_the_sum(applied):
    """Text and Markdown have a line, JSON the references; the last line is the sum, as ever."""
    text = applied.run("plan").stdout
    markdown = applied.run("plan", "--format", "markdown").stdout
    data = json.loads(applied.run("plan", "--format", "json").stdout)

    assert (1, "No changes. 1 hook is as declared.") == (
        text.count(NOTE),
        text.splitlines()[-1],
    )
    assert 1 == markdown.count("hookops cannot see a rotation of")
    assert (["env:HOOKOPS_SECRET_TOKEN_HOOK"], []) == (data["unseen_secrets"], data["warnings"])


def test_it_is_no_finding_and_no_difference(applied):
    """It is the same in every plan, so neither an exit code nor a check depends on it."""
    assert 0 == applied.run("plan", "--detailed-exitcode").returncode
    assert "cannot see" not in applied.run("plan", "--format", "github").stdout
    assert "cannot see" not in applied.run("plan", "--concise").stdout


def test_a_first_plan_does_not_say_it(shell):
    """What is yet to be created gets its secret in any case."""
    assert "cannot see" not in shell.run("plan").stdout


def test_with_a_key_it_is_seen(applied):
    """The plan reads a fingerprint from then on."""
    applied.env["HOOKOPS_FINGERPRINT_KEY"] = KEY

    found = applied.run("plan", "--accept-unsealed").stdout

    assert ("No changes" in found, False) == (True, "cannot see" in found)


def test_with_a_label_it_is_seen(applied, declared):
    """Whoever raises it says that the value is another one."""
    declared(WRITTEN, 'valueFrom: {ref: env:HOOKOPS_SECRET_TOKEN_HOOK, version: "1"}')
    assert 0 == applied.run("apply", "--yes").returncode

    found = applied.run("plan").stdout

    assert ("No changes" in found, False) == (True, "cannot see" in found)


def test_many_secrets_are_counted(shell):
    """The line stays one line, and has one of them in what to write; JSON has all."""
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    for number in range(5):
        name = f"HOOKOPS_SECRET_N{number}"
        shell.env[name] = f"CANARY-7011{number}"
        hook = text.replace("enrich-access-tokens", f"hook-{number}").replace(
            "HOOKOPS_SECRET_TOKEN_HOOK", name
        )
        shell.write(f"manifests/{number}.yaml", hook.replace("name: Enrich", f"name: {number}"))
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    done = shell.run("apply", "--yes", "--max-update", "9")
    assert 0 == done.returncode, done.stderr

    (line,) = [line for line in shell.run("plan").stdout.splitlines() if "cannot see" in line]

    assert "a rotation of 5 secrets: set" in line
    assert "{ref: env:HOOKOPS_SECRET_N0," in line


def test_only_what_the_plan_is_about(applied, shell):
    """With --target, secrets of other hooks are no matter."""
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    other = text.replace("enrich-access-tokens", "other").replace("name: Enrich", "name: Other")
    shell.write("manifests/other.yaml", other)

    found = applied.run("plan", "--target", "InlineHook/other").stdout

    assert "cannot see" not in found
