"""Bad command lines, environments and projects: the catalogue's rows, each with its exit code."""

import json
import os
import re
import socket
import subprocess
import sys

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
    "env", [{"COLUMNS": "0"}, {"COLUMNS": "1"}, {"TERM": "dumb"}, {"COLUMNS": "x"}]
)
def test_c16_unusual_terminals(shell, env):
    """C16: no width and no terminal loses data."""
    shell.env |= env

    done = shell.run("plan")

    assert (0, True) == (done.returncode, "https://hooks.example.com/token" in done.stdout)


def test_c17_arguments_that_are_no_text(shell):
    """C17: bytes that are not UTF-8 are a usage error."""
    assert 3 == shell.process(b"plan", b"--org", b"\xff\xfe").returncode


def test_c18_one_option_twice(shell):
    """C18: an option given twice with different values is an error, with equal ones it is not."""
    assert 3 == shell.run("plan", "--format", "json", "--format", "text").returncode
    assert 0 == shell.run("plan", "--format", "json", "--format", "json").returncode


def test_e01_no_project(shell):
    """E01: without a project there is nothing to plan, and init is named."""
    (shell.folder / "hookops.yaml").unlink()

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops init" in done.stderr)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.okta.com",
        "https://acme.okta.com/path",
        "https://acme.okta.com?x=1",
        "https://user:pw@acme.okta.com",
        "https://acme.okta.com#x",
        "https://acme.okta.com:8443",
        "https://acme.okta.com.",
        "https://acme okta.com",
        "https://acme-admin.okta.com",
        "https://acme",
        "ftp://127.0.0.1",
        "http://10.0.0.1:80",
    ],
)
def test_e02_e03_e04_organization_urls(shell, url):
    """E02, E03, E04: an org's URL is https, a scheme and a host of Okta's, and not the console."""
    shell.point_at(url)

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops.yaml:" in done.stderr)


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


def test_e16_unknown_fields_of_the_project(shell):
    """E16: an unknown field of the project is an error with its place."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text + "  organisations: {}\n")

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops.yaml:7:3: error[unknown-field]" in done.stderr)


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


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', "<<<<<<< HEAD\n{}\n"])
def test_l01_l02_l04_damaged_ledgers(shell, text):
    """L01, L02, L04: a ledger that is not whole is not touched, and nothing is applied."""
    path = shell.write(".hookops/local.ledger.json", text)

    done = shell.run("apply", "--yes")

    assert (3, text) == (done.returncode, path.read_text())


def test_l03_another_orgs_ledger(shell, emulator):
    """L03: the ledger of another org is an error."""
    shell.run("apply", "--yes")
    path = shell.folder / ".hookops" / "local.ledger.json"
    document = json.loads(path.read_text()) | {"organization": "https://other.okta.com"}
    path.write_text(json.dumps(document))

    assert 5 == shell.run("plan").returncode


def test_unreachable(shell):
    """An org that cannot be reached: exit code 9, the address, that nothing was sent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    shell.point_at(url)
    before = set(shell.files())

    done = shell.run("apply", "--yes")

    assert 9 == done.returncode
    assert all(word in done.stderr for word in ("GET /api/v1/inlineHooks", url, "nothing was sent"))
    assert before == set(shell.files())


def test_nothing_is_written_when_validation_fails(shell, declared):
    """One wrong manifest: exit code 3 from every command, and no file is made or changed."""
    declared("uri: https", "uri: http")
    before = shell.files()

    codes = [
        shell.run(*w).returncode for w in (["validate"], ["plan"], ["apply", "--yes"], ["drift"])
    ]

    assert [3, 3, 3, 3] == codes
    assert before == shell.files()


def test_a_pinned_org(shell, emulator):
    """An org that is not the pinned one is an error; no option overrides it."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text.replace("{url:", "{id: 00oother5678901234567, url:"))

    done = shell.run("apply", "--yes")

    assert (5, True) == (done.returncode, "00oother5678901234567" in done.stderr)


def test_several_organizations(shell):
    """With several organizations one has to be named, and a wrong name gets the list."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text + "    other: {emulator: .hookops/other.db}\n")

    assert [3, 3, 0] == [
        shell.run("plan", *words).returncode for words in ([], ["--org", "x"], ["--org", "other"])
    ]


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


def test_a_port_that_is_taken(shell, emulator):
    """A port that is taken is reported."""
    port = emulator.url.rpartition(":")[2]

    assert 3 == shell.run("emulator", "--port", port).returncode
