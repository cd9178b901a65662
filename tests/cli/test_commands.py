"""The commands, as a person or a CI job runs them."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

EXIT_CODES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 143]


def test_the_main_job(shell, emulator):
    """Plan, apply, nothing left, an edit, drift with the line in Git, repair, nothing left."""
    planned = shell.run("plan", "--detailed-exitcode")
    applied = shell.run("apply", "--yes")
    rest = shell.run("plan", "--detailed-exitcode")
    emulator.edit()
    changed = shell.run("plan", "--detailed-exitcode")
    drift = shell.run("drift")
    repaired = shell.run("apply", "--yes")
    again = shell.run("drift")

    assert [2, 0, 0, 2, 2, 0, 0] == [
        done.returncode for done in (planned, applied, rest, changed, drift, repaired, again)
    ]
    assert "No changes" in rest.stdout
    assert "staging.example.com" in drift.stdout
    assert "manifests/enrich-access-tokens.yaml:" in drift.stdout


@pytest.mark.promise("P23")
def test_plan_and_drift_send_only_one_get(shell, emulator):
    """The emulator saw one GET for each, and nothing else."""
    shell.run("plan")
    shell.run("drift")

    assert [("GET", "/api/v1/inlineHooks")] * 2 == emulator.requests()


def test_json_plan_reads_like_terraforms(shell):
    """resource_changes[].change.actions, as jq recipes for Terraform read it."""
    document = json.loads(shell.run("plan", "--format", "json").stdout)

    assert [["create"]] == [c["change"]["actions"] for c in document["resource_changes"]]


def test_markdown_plan_has_a_table(shell):
    """The Markdown plan has a table with the hook in it."""
    lines = shell.run("plan", "--format", "markdown").stdout.splitlines()

    assert any(line.startswith("|") and "enrich-access-tokens" in line for line in lines)


def test_saved_plan_between_jobs(shell, emulator):
    """plan --out, show, apply FILE; and with an edit in between exit code 6 and no write."""
    shell.run("apply", "--yes")
    emulator.edit()
    shell.run("plan", "--out", "p.json")
    shown = shell.run("show", "p.json")
    emulator.call("POST", "/api/v1/inlineHooks/" + hook_id(emulator) + "/lifecycle/deactivate")
    before = len(emulator.requests())
    stale = shell.run("apply", "p.json", "--yes")
    after = emulator.requests()[before:]
    (shell.folder / "p.json").unlink()
    shell.run("plan", "--out", "p.json")
    applied = shell.run("apply", "p.json", "--yes")

    assert (0, True) == (shown.returncode, "enrich-access-tokens" in shown.stdout)
    # The one that differs is read by its id too: it was written a moment ago.
    reads = [("GET", "/api/v1/inlineHooks"), ("GET", f"/api/v1/inlineHooks/{hook_id(emulator)}")]
    assert (6, reads) == (stale.returncode, after)
    assert 0 == applied.returncode


def hook_id(emulator):
    return emulator.call("GET", "/api/v1/inlineHooks")[0]["id"]


def test_init_works_at_once(shell, tmp_path):
    """A new project validates, plans and applies; nothing that exists is overwritten."""
    fresh = tmp_path / "fresh"
    first = shell.run("init", str(fresh))
    shell.folder = fresh

    assert 0 == first.returncode
    assert f"next: cd {fresh}; export " in first.stdout
    assert [0, 0, 0, 0] == [
        shell.run(*words).returncode
        for words in (["validate"], ["plan"], ["apply", "--yes"], ["drift"])
    ]
    again = shell.run("init")
    assert 3 == again.returncode
    assert "hookops export" in again.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion(shell, name):
    """The code for the shell is printed."""
    done = shell.run("completion", name)

    assert (0, True) == (done.returncode, "_HOOKOPS_COMPLETE" in done.stdout)


def test_completion_completes(shell):
    """What bash asks for is answered with commands."""
    shell.env |= {
        "_HOOKOPS_COMPLETE": "bash_complete",
        "COMP_WORDS": "hookops pl",
        "COMP_CWORD": "1",
    }

    assert "plain,plan" in shell.process().stdout


def test_help_lists_the_exit_codes(shell):
    """Every exit code is in --help, with its meaning."""
    text = shell.run("--help").stdout

    assert EXIT_CODES == [int(line.split()[0]) for line in text.splitlines() if _is_code(line)]


def _is_code(line):
    return line.startswith("  ") and line.strip()[:1].isdigit()


def test_help_imports_only_click(shell):
    """`hookops --help` imports no third-party package but click."""
    program = (
        "import sys; from hookops.cli import host, main; "
        "main.run(['--help'], host.process(), stdout=sys.stdout, stderr=None);"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'yaml','httpx','jsonschema','deepdiff','authlib','rich','stamina','flask','ruamel'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=shell.env, capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.splitlines()[-1]


def test_plan_that_is_equal_imports_no_deepdiff(shell):
    """deepdiff is loaded at the first difference only."""
    shell.run("apply", "--yes")
    program = (
        "import sys; from hookops.cli import host, main; "
        "main.run(['plan'], host.process(), stdout=sys.stdout, stderr=None);"
        "print('deepdiff' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=shell.env,
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "False" == done.stdout.splitlines()[-1]


def test_apply_asks_once_on_a_terminal(shell):
    """On a terminal the plan is shown and one question asked; yes applies."""
    shell.env["TERM"] = "dumb"
    parent, child = pty.openpty()
    process = shell.start("apply", stdin=child, stdout=child, stderr=child)
    os.close(child)
    os.write(parent, b"yes\n")
    printed = b""
    try:
        while chunk := os.read(parent, 4096):
            printed += chunk
    except OSError:
        pass
    os.close(parent)

    assert (0, 1) == (process.wait(timeout=30), printed.count(b'Type "yes"'))
    assert b"Apply complete" in printed


@pytest.mark.parametrize("text", ["no\n", "y\n", "\n", ""])
def test_c20_anything_but_yes(shell, text):
    """C20: another answer, an empty one or an end of input: exit code 5, nothing written."""
    done = shell.run("apply", typed=text)

    assert (5, True) == (done.returncode, "nothing was written" in done.stderr)
    assert 1 == done.stderr.count('Type "yes"')
    assert not (shell.folder / ".hookops" / "local.ledger.json").exists()


def test_c20_interrupted_at_the_question(shell):
    """C20: Ctrl-C at the question: exit code 130, nothing written."""
    parent, child = pty.openpty()
    # A suite in the background of a shell ignores SIGINT, and so would its processes.
    process = shell.start(
        "apply",
        stdin=child,
        stdout=child,
        stderr=child,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(child)
    printed = b""
    while b"Type" not in printed:
        printed += os.read(parent, 4096)

    assert 130 == shell.interrupt(process)
    os.close(parent)
    assert not (shell.folder / ".hookops" / "local.ledger.json").exists()


def test_sigterm_ends_the_emulator(shell):
    """The emulator says where it is, answers, and ends cleanly on SIGTERM."""
    process = shell.start("emulator", "--port", "0", "--token", "t0ken", stdout=subprocess.PIPE)
    word, *_, url = process.stdout.readline().split()
    with urllib.request.urlopen(f"{url}/_emulator/requests", timeout=10) as answer:
        status = answer.status
    process.send_signal(signal.SIGTERM)

    assert ("ready", 200) == (word, status)
    assert ("", None) == process.communicate(timeout=10)
    assert 0 == process.returncode


def test_emulator_makes_a_token_of_its_own(shell):
    """Without --token the emulator takes a random one; the line below the address exports it."""
    process = shell.start("emulator", "--port", "0", stdout=subprocess.PIPE)
    url = process.stdout.readline().removeprefix("ready at ").strip()
    command, _, token = process.stdout.readline().strip().partition("=")
    statuses = []
    for shown in (token, "emulator", ""):
        asked = urllib.request.Request(f"{url}/api/v1/groups")
        asked.add_header("Authorization", f"SSWS {shown}")
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as error:
            statuses.append(error.code)
            error.close()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)

    assert ("export HOOKOPS_API_TOKEN", [200, 401, 401]) == (command, statuses)
    # A real token of an org is 00 and 40 more characters: this one is never taken for it.
    assert re.fullmatch(r"emulator-[\w-]{32}", token)


def test_e15_a_fingerprint_key_that_came_later(shell):
    """E15: a secret that was sent without today's key cannot be compared, and plan says so.

    The ledger has no seal then, and is taken once.
    """
    shell.run("apply", "--yes")
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = "c2VjcmV0LWtleS1vZi10aGlydHktdHdvLWJ5dGVzISE="

    refused = shell.run("plan")
    done = shell.run("plan", "--accept-unsealed")

    assert (6, True) == (refused.returncode, "--accept-unsealed" in refused.stderr)
    assert (0, True) == (done.returncode, "does not notice their rotation" in done.stderr)
    assert "env:HOOKOPS_SECRET_TOKEN_HOOK" in done.stderr


@pytest.mark.parametrize("words", [["show", "p.json"], ["apply", "p.json", "--yes"]])
def test_l11_an_edited_plan(shell, words):
    """L11: an edited plan is not called stale, is not shown as if it was one, and not applied."""
    shell.run("plan", "--out", "p.json")
    path = shell.folder / "p.json"
    path.write_text(path.read_text().replace('"ACTIVE"', '"INACTIVE"'))

    done = shell.run(*words)

    assert (6, "") == (done.returncode, done.stdout)
    assert "the plan p.json was edited" in done.stderr.replace(f"{shell.folder}/", "")
