"""`--all-orgs`: every organization has its own run, and all of them one summary."""

import json
import signal
import socket
from collections import Counter

import pytest

from hookops.model.errors import EXIT_CODES

MANY = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
"""
NAMES = ("zulu", "alpha", "mike")


@pytest.fixture
def orgs(shell, emulators):
    """Three orgs that have what the project declares; in the file they are in no order of names."""
    found = {name: emulators() for name in NAMES}
    declare(shell, {name: one.url for name, one in found.items()})
    for name in NAMES:
        assert 0 == shell.run("apply", "--yes", "--org", name).returncode
    return found


@pytest.fixture
def emulators():
    """A function that starts another one; all of them end with the test."""
    from cli.conftest import Emulator

    started = []

    def start():
        started.append(Emulator())
        return started[-1]

    yield start
    for one in started:
        one.stop()


def declare(shell, urls):
    rows = (f"    {name}: {{url: '{url}'}}\n" for name, url in urls.items())
    shell.write("hookops.yaml", MANY + "".join(rows))
    shell.env["HOOKOPS_API_TOKEN"] = "t0ken"


def rows(text):
    """Of the table: name, exit code, result."""
    lines = text.rpartition("organization")[2].splitlines()[1:-1]
    return [tuple(line.split(maxsplit=2)) for line in lines]


def test_in_the_order_of_the_project_file(shell, orgs):
    """Each report is under its name, then one table, and the worst exit code."""
    orgs["mike"].edit()
    done = shell.run("drift", "--all-orgs", "--jobs", "3")
    headings = [line for line in done.stdout.splitlines() if line.startswith("== ")]

    assert ["== zulu ==", "== alpha ==", "== mike =="] == headings
    assert [("zulu", "0"), ("alpha", "0"), ("mike", "2")] == [row[:2] for row in rows(done.stdout)]
    assert rows(done.stdout)[2][2].startswith("Drift: 1 changed.")
    assert 2 == done.returncode
    assert "exit code 2: there are differences" in done.stdout


def test_one_that_fails_stops_no_other(shell, orgs):
    """What it says is on stderr under its name, and the worst code wins by its order."""
    orgs["zulu"].stop()
    orgs["mike"].edit()
    done = shell.run("drift", "--all-orgs")

    assert [("zulu", "9"), ("alpha", "0"), ("mike", "2")] == [row[:2] for row in rows(done.stdout)]
    assert 9 == done.returncode
    assert "zulu: error: GET /api/v1/inlineHooks: " in done.stderr
    assert "Drift in mike" in done.stdout


def test_json(shell, orgs):
    """One document; what each command prints of one organization is in it as it is."""
    orgs["alpha"].stop()
    done = shell.run("drift", "--all-orgs", "--format", "json")
    found = json.loads(done.stdout)
    alone = json.loads(shell.run("drift", "--org", "mike", "--format", "json").stdout)

    assert list(NAMES) == list(found["organizations"])
    assert (9, alone) == (found["exit_code"], found["organizations"]["mike"]["report"])
    failed = found["organizations"]["alpha"]
    assert (9, None, True) == (
        failed["exit_code"],
        failed["report"],
        failed["error"].startswith("error: GET"),
    )
    assert list(NAMES) == [row[0] for row in rows(done.stderr)]


def test_csv(shell, orgs):
    """One table, whose first column names the organization; the header is there once."""
    orgs["zulu"].stop()
    done = shell.run("list", "--all-orgs", "--format", "csv")
    header, *lines = done.stdout.splitlines()

    assert header.startswith("organization,what,id,")
    assert ["alpha", "mike"] == [line.partition(",")[0] for line in lines]


def test_markdown(shell, orgs):
    """For the summary of a job: each report under its heading, then the table."""
    orgs["alpha"].stop()
    done = shell.run("drift", "--all-orgs", "--format", "markdown")
    lines = done.stdout.splitlines()

    assert 9 == done.returncode
    assert ["Drift in `zulu", "No report for `alpha`", "Drift in `mike", "Organizations"] == [
        line[4:].partition(" (")[0] for line in lines if line.startswith("### ")
    ]
    assert any(line.startswith("| `zulu` | 0 | `No drift. ") for line in lines)
    assert f"exit code 9: {EXIT_CODES[9]}" == lines[-1]


@pytest.mark.parametrize("words", [("plan",), ("drift",), ("list",), ("usage",), ("validate",)])
def test_the_commands(shell, orgs, words):
    """Each of them runs for every organization."""
    done = shell.run(*words, "--all-orgs")

    assert (0, 3) == (done.returncode, len(rows(done.stdout)))


@pytest.mark.parametrize("command", ["plan", "drift", "list", "usage"])
def test_requests_are_those_of_one_alone(shell, orgs, command):
    """No organization gets more of them, or others, for being one of many."""

    def ask(*words):
        before = {name: len(one.requests()) for name, one in orgs.items()}
        shell.run(command, *words)
        sent = {name: one.requests()[before[name] :] for name, one in orgs.items()}
        return {n: Counter((m, p.partition("?")[0]) for m, p in sent[n]) for n in NAMES}

    alone = {name: ask("--org", name)[name] for name in NAMES}

    assert alone == ask("--all-orgs", "--jobs", "3")


def test_what_they_share_is_said_once(shell, orgs):
    """A warning about manifests belongs to no organization."""
    text = (shell.folder / "manifests/enrich-access-tokens.yaml").read_text()
    changed = text.replace("metadata:\n", "metadata:\n  annotations: {hookops.dev/protekt: 'x'}\n")
    shell.write("manifests/enrich-access-tokens.yaml", changed)
    done = shell.run("drift", "--all-orgs")

    assert 1 == done.stderr.count("warning[unknown-annotation]")


def test_manifests_that_are_wrong(shell, orgs):
    """Each place is named once, and every organization ends with the same code."""
    shell.write("manifests/a.yaml", "kind: [")
    done = shell.run("plan", "--all-orgs")

    assert (3, 1) == (done.returncode, done.stderr.count("manifests/a.yaml:1:7"))
    assert 2 == done.stderr.count("(as above)")
    assert ["3"] * 3 == [row[1] for row in rows(done.stdout)]


def test_a_secret_ends_its_run_alone(shell, orgs):
    """What an org repeats of a secret is written nowhere; the other reports are."""
    secret = shell.env["HOOKOPS_SECRET_TOKEN_HOOK"]
    hook = orgs["alpha"].call("GET", "/api/v1/inlineHooks")[0]
    hook["channel"]["config"]["headers"] = [{"key": "X-A", "value": secret}]
    hook["channel"]["config"]["authScheme"]["value"] = "typed"
    orgs["alpha"].call("PUT", f"/api/v1/inlineHooks/{hook['id']}", hook)
    done = shell.run("plan", "--all-orgs", "--format", "json")
    found = json.loads(done.stdout)["organizations"]

    assert secret not in done.stdout + done.stderr
    assert (1, 1, None) == (
        done.returncode,
        found["alpha"]["exit_code"],
        found["alpha"]["report"],
    )
    assert found["zulu"]["report"]["summary"] is not None


def test_each_has_its_token(shell, emulators):
    """One job serves several orgs, each with the token that the project names for it."""
    one = emulators()
    text = f"""\
    a: {{url: '{one.url}', auth: {{tokenFrom: env:HOOKOPS_API_TOKEN_A}}}}
    b: {{url: '{one.url}', auth: {{tokenFrom: env:HOOKOPS_API_TOKEN_B}}}}
    c: {{url: '{one.url}', auth: {{tokenFrom: env:HOOKOPS_SECRET_TOKEN_HOOK}}}}
"""
    shell.write("hookops.yaml", MANY + text)
    shell.env |= {"HOOKOPS_API_TOKEN_A": "t0ken", "HOOKOPS_API_TOKEN_B": "wrong"}
    done = shell.run("plan", "--all-orgs")

    assert ["0", "4", "5"] == [row[1] for row in rows(done.stdout)]
    assert "c: error: auth.tokenFrom names HOOKOPS_SECRET_TOKEN_HOOK" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("plan", "--org", "zulu", "--all-orgs"), "--org (or HOOKOPS_ORG) for one"),
        (("plan", "--out", "plan.json", "--all-orgs"), "--out for one"),
        (("usage", "--out", "usage.html", "--all-orgs"), "--out for one"),
        (("list", "--url", "https://acme.okta.com", "--all-orgs"), "--url for one"),
        (("validate", "manifests", "--all-orgs"), "PATH for one"),
        (("drift", "--format", "github", "--all-orgs"), "takes text, json, markdown"),
        (("usage", "--format", "html", "--all-orgs"), "takes text, json, csv"),
        (("drift", "--jobs", "3"), "--jobs is for --all-orgs"),
        (("drift", "--all-orgs", "--jobs", "0"), "from 1 to 50"),
        (("drift", "--all-orgs", "--jobs", "51"), "from 1 to 50"),
    ],
)
def test_options_that_mean_one_organization(shell, words, says):
    """They contradict it, and nothing is read then."""
    done = shell.run(*words)

    assert (3, "", True) == (done.returncode, done.stdout, says in done.stderr)


def test_one_ledger_for_all_of_them(shell, orgs):
    """HOOKOPS_LEDGER names one, which only one organization can have."""
    shell.env["HOOKOPS_LEDGER"] = "ledger.json"
    done = shell.run("drift", "--all-orgs")

    assert 3 == done.returncode
    assert "HOOKOPS_LEDGER names one ledger" in done.stderr
    assert 0 == shell.run("validate", "--all-orgs").returncode


def test_ctrl_c_ends_all_of_them(shell):
    """Runs that wait for an org end within seconds, and the exit code is that of the signal."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        declare(shell, {f"o{number}": url for number in range(9)})
        # A suite in the background of a shell ignores SIGINT, and so would its processes.
        process = shell.start(
            *("drift", "--all-orgs", "--jobs", "3"),
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        connection, _ = silent.accept()
        code = shell.interrupt(process)
        connection.close()

    assert 130 == code
