"""Bad command lines: the catalogue's rows, each with its exit code."""

import pytest
from cli.every_command import every_command

from hookops.cli.main import COMMANDS

CANARY = "CANARY-70110"

GROUPS = {"ci", "keys", "completion", "ledger"}
LEDGER = {f"ledger {name}" for name in ("show", "history", "check", "move", "rebuild")}
FULL = {*COMMANDS, "keys show", "completion bash", *LEDGER} - {"validate", "fmt", *GROUPS}
"""Commands that take no argument beyond these, or a few; two others take any number of paths."""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pln"], "plan"),
        (["plan", "--prone"], "--prune"),
        (["plan", "--detailed-exitcod"], "--detailed-exitcode"),
        (["plan", "surplus"], "fewer arguments"),
        (["apply", "--target"], "requires an argument"),
        ([], "Usage"),
    ],
)
def test_c01_typos(shell, words, expected):
    """C01: a command line that is no command line: exit code 3 and what was meant."""
    done = shell.run(*words)

    assert (3, True) == (done.returncode, expected in done.stderr)
    assert "" == done.stdout


@pytest.mark.parametrize("command", sorted(FULL))
def test_no_argument_is_repeated(shell, command):
    """An argument too many may be a secret in the wrong place: no command prints it."""
    done = shell.run(*command.split(), *([CANARY] * 9))

    assert 3 == done.returncode
    assert CANARY not in done.stdout + done.stderr


def test_c02_apply_without_a_terminal(shell, emulator):
    """C02: without a terminal and without --yes nothing is sent but the reads of the plan."""
    done = shell.run("apply")

    assert (5, True) == (done.returncode, "--yes" in done.stderr)
    assert {"GET"} == {method for method, _ in emulator.requests()}


def test_c03_prune_without_anything_to_delete(shell):
    """C03: --prune while the plan deletes nothing is reported, and is no error."""
    done = shell.run("plan", "--prune")

    assert (0, True) == (done.returncode, "--prune: this plan deletes nothing" in done.stderr)


@pytest.mark.parametrize("value", ["-1", "abc", "1e9", "99999"])
def test_c04_max_delete(shell, value):
    """C04: --max-delete takes a number of deletes."""
    assert 3 == shell.run("plan", "--max-delete", value).returncode


@pytest.mark.parametrize("value", ["0", "-1", "10000", "x"])
def test_c05_parallelism(shell, value):
    """C05: --parallelism is 1 to 10."""
    assert 3 == shell.run("apply", "--parallelism", value).returncode


@pytest.mark.parametrize("value", ["0", "-5", "nan", "inf"])
def test_c06_timeout(shell, value):
    """C06: there is no --timeout; deadlines are fixed."""
    assert 3 == shell.run("plan", "--timeout", value).returncode


def test_c09_out_exists(shell):
    """C09: an existing file is refused before anything is planned, and is as it was."""
    path = shell.write("p.json", "mine")

    done = shell.run("plan", "--out", "p.json")

    assert (3, "", "mine") == (done.returncode, done.stdout, path.read_text())


@pytest.mark.parametrize(
    "text", ["mine", "{}", '{"kind": "Project"}', "", '{"kind": "hookops.dev/plan/v1"', "[" * 9999]
)
def test_c09_force_replaces_nothing_else(shell, text):
    """C09: what is no plan of ours stays, whatever somebody forces."""
    path = shell.write("p.json", text)

    done = shell.run("plan", "--out", "p.json", "--force")

    assert (3, "", text) == (done.returncode, done.stdout, path.read_text())
    assert "--force does not replace" in done.stderr


def test_c09_force_replaces_a_plan(shell):
    """C09: an older plan gives way to the new one, which can be applied; nothing else is made."""
    first = shell.run("plan", "--out", "p.json").returncode
    old = (shell.folder / "p.json").read_text()
    shell.run("apply", "--yes")
    second = shell.run("plan", "--out", "p.json", "--force")
    new = (shell.folder / "p.json").read_text()

    assert (0, 0, True) == (first, second.returncode, old != new)
    assert 0 == shell.run("apply", "p.json", "--yes").returncode
    assert ["p.json"] == [name for name in shell.files() if "p.json" in name]


def test_c09_force_makes_a_plan(shell):
    """C09: what is not there yet is made; without --out it is a mistake."""
    assert 0 == shell.run("plan", "--out", "p.json", "--force").returncode
    assert 3 == shell.run("plan", "--force").returncode


def test_c10_format(shell):
    """C10: an unknown format is reported with the list of formats."""
    done = shell.run("plan", "--format", "yaml")

    assert (3, True) == (done.returncode, "markdown" in done.stderr)


@pytest.mark.parametrize("option", ["--token", "--api-token", "--secret", "--password"])
def test_c11_a_secret_as_an_argument(shell, option):
    """C11: a secret on the command line is an error and not echoed."""
    for words in ([option, CANARY], [f"{option}={CANARY}"], [CANARY]):
        done = shell.run("plan", *words)
        assert 3 == done.returncode
        assert CANARY not in done.stdout + done.stderr


def test_c12_a_target_that_is_nothing(shell):
    """C12: a target that matches nothing is an error."""
    assert 3 == shell.run("plan", "--target", "InlineHook/typo").returncode


@pytest.mark.parametrize(
    "words", [["--prune"], ["--target", "InlineHook/x"], ["--max-delete", "1"]]
)
def test_c13_contradictions(shell, words):
    """C13: a saved plan says itself what is pruned and targeted."""
    assert 3 == shell.run("apply", "p.json", *words).returncode


def test_c17_arguments_that_are_no_text(shell):
    """C17: bytes that are not UTF-8 are a usage error."""
    assert 3 == shell.process(b"plan", b"--org", b"\xff\xfe").returncode


def test_c18_one_option_twice(shell):
    """C18: an option given twice with different values is an error, with equal ones it is not."""
    assert 3 == shell.run("plan", "--format", "json", "--format", "text").returncode
    assert 0 == shell.run("plan", "--format", "json", "--format", "json").returncode


@pytest.mark.parametrize("form", ["json", "html"])
def test_show_of_a_manifest_has_one_format(shell, form):
    """A format that the manifest is not printed in is refused, and not ignored."""
    done = shell.run("show", "enrich-access-tokens", "--format", form)

    assert (3, "") == (done.returncode, done.stdout)
    assert f"--format {form} is for PLANFILE" in done.stderr


def test_show_of_a_yaml_file_says_what_it_takes(shell):
    """A manifest or the project file is no damaged plan."""
    done = shell.run("show", "hookops.yaml")

    assert (3, "") == (done.returncode, done.stdout)
    assert "hookops.yaml is YAML, and no saved plan" in done.stderr
    assert "the name of a manifest in Git" in done.stderr


@pytest.mark.parametrize("option", [("--format", "json"), ("--json-into", "report.json")])
def test_edit_only_has_one_format(shell, option):
    """A difference of files is no report in JSON."""
    words = ("rotate", "enrich-access-tokens", "--to", "env:HOOKOPS_SECRET_NEW", "--edit-only")
    done = shell.run(*words, *option)

    assert (3, "") == (done.returncode, done.stdout)
    assert "--edit-only prints a difference in text" in done.stderr
    assert not (shell.folder / "report.json").exists()


def test_history_of_what_nobody_knows(shell):
    """A typing mistake is no hook without changes; what is meant is offered, nothing is escaped."""
    shell.run("apply", "--yes")
    close = shell.run("history", "enrich-acces-tokens")
    hostile = shell.run("history", "\x1b[31m::set-output")

    assert (3, "") == (close.returncode, close.stdout)
    assert "the ledger has nothing of InlineHook/enrich-acces-tokens" in close.stderr
    assert "hint: did you mean enrich-access-tokens" in close.stderr
    assert (3, False) == (hostile.returncode, "\x1b" in hostile.stderr)


def test_completion_without_a_shell(shell):
    """The message is one line of words, and names every shell."""
    done = shell.run("completion")

    text = "error: SHELL is missing: it is one of bash, zsh, fish, powershell\n"
    assert (3, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith(text)


def test_rotate_to_a_variable_of_hookops(shell):
    """What must not be named comes with what to name."""
    done = shell.run("rotate", "enrich-access-tokens", "--to", "env:HOOKOPS_API_TOKEN")

    assert 3 == done.returncode
    assert "keep the hook's secret under a name of its own" in done.stderr


def test_no_option_refers_to_what_is_above():
    """Help of options is shown in other places, too."""
    helps = [
        getattr(param, "help", "") or ""
        for _, command in every_command()
        for param in command.params
    ]

    assert [] == [text for text in helps if "see above" in text or "see below" in text]
