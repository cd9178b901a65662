"""`hookops drift --notify`: who is notified of what, by apprise, and what remembers it."""

import json
import subprocess
import sys

import pytest
from cli.listener import listening

TOKEN = "TIiajkdnlazkcOXrIdevi7FQ"
STATE = ".hookops/local.notified.json"
RUN = {
    "GITHUB_RUN_ID": "7",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/hooks",
}


@pytest.fixture
def listener():
    with listening() as found:
        yield found


@pytest.fixture
def cron(shell, emulator, listener):
    """A shell whose hook is applied, and whose environment names a service."""
    assert 0 == shell.run("apply", "--yes").returncode
    shell.env["HOOKOPS_NOTIFY"] = f"json://{listener.place}/{TOKEN}"
    return shell


def said(done, *secrets):
    """Everything that a run has printed."""
    return f"{done.stdout}{done.stderr}"


def test_nights(cron, emulator, listener):
    """Nothing while all is well, one message for the drift, none in the second night, one when it
    is over; then nothing again."""
    quiet = cron.run("drift")
    emulator.edit()
    cron.env |= RUN
    nights = [cron.run("drift") for _ in range(2)]
    assert 0 == cron.run("apply", "--yes").returncode
    after = [cron.run("drift") for _ in range(2)]

    codes = [done.returncode for done in (quiet, *nights, *after)]
    assert [0, 2, 2, 0, 0] == codes
    begun, over = listener.notified
    assert ("Drift in local", "warning") == (begun["title"], begun["type"])
    assert "- changed InlineHook/enrich-access-tokens: channel.config.uri" in begun["message"]
    assert "CI run: https://github.com/acme/hooks/actions/runs/7" in begun["message"]
    assert ("Drift in local is over", "success") == (over["title"], over["type"])
    assert {f"/{TOKEN}"} == {path for _, path, _ in listener.requests}


def test_the_token_is_nowhere(cron, emulator, listener):
    """Neither in what is printed, nor in the state, nor in what a failure says."""
    emulator.edit()
    listener.status = 500
    failed = cron.run("drift")
    listener.status = 200
    delivered = cron.run("drift")

    texts = [said(failed), said(delivered), *cron.files().values()]
    assert not [text for text in texts if TOKEN in text or "json://" in text]


def test_a_service_that_is_down(cron, emulator, listener):
    """Nobody knows of the drift then: exit code 9 over 2, a line, and the next run sends it."""
    emulator.edit()
    listener.status = 503
    failed = cron.run("drift")
    listener.status = 200
    again = cron.run("drift")

    assert (9, 2) == (failed.returncode, again.returncode)
    assert "Drift: 1 changed" in failed.stdout
    assert "warning: 1 notification could not be delivered: URL 1 of 1" in failed.stderr
    assert 2 == len(listener.notified)


def test_nobody_listens(cron, emulator, listener):
    """The same of an address at which there is nothing; the libraries print nothing."""
    emulator.edit()
    cron.env["HOOKOPS_NOTIFY"] = f"json://127.0.0.1:9/x json://{listener.place}/y"

    done = cron.run("drift")

    lines = done.stderr.splitlines()
    assert 9 == done.returncode
    assert 1 == len(lines)
    assert lines[0].startswith("warning: 1 notification could not be delivered: URL 1 of 2")
    # That one service is down is no reason to leave the other without a word.
    assert 1 == len(listener.notified)


def test_an_error(cron, emulator, listener):
    """A run that fails notifies once as well."""
    emulator.stop()
    down = [cron.run("drift") for _ in range(2)]

    assert [9, 9] == [done.returncode for done in down]
    (failed,) = listener.notified
    assert ("Drift check of local failed", "failure") == (failed["title"], failed["type"])


def test_only_some_events(cron, emulator, listener):
    """`--notify-on` leaves the others out."""
    emulator.edit()

    assert 2 == cron.run("drift", "--notify-on", "error,recovered").returncode
    assert [] == listener.notified


def test_the_option_wins(cron, emulator, listener):
    """A URL of the command line takes the place of those of the environment."""
    emulator.edit()

    assert 2 == cron.run("drift", "--notify", f"json://{listener.place}/other").returncode
    assert ["/other"] == [path for _, path, _ in listener.requests]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--notify", "nonsense"], "notification URL 1 of 1 is none that apprise knows"),
        (["--notify", f"slack://{TOKEN}"], "notification URL 1 of 1 is none"),
        (["--notify-on", "sometimes"], "--notify-on takes a list of drift, error, recovered"),
        (["--notify-on", ","], "--notify-on takes a list"),
        (["--push", "ftp://x"], "--push takes a URL that begins with https:// or http://"),
        (["--push", "http://[x"], "--push takes a URL"),
        (["--ping", f"file:///{TOKEN}"], "--ping takes a URL"),
        (["--metrics-file", "x.txt"], "--metrics-file takes a file that ends with .prom"),
    ],
)
def test_wrong_options(cron, emulator, listener, arguments, words):
    """One sentence, exit code 3, and nothing is read from Okta."""
    before = len(emulator.requests())
    done = cron.run("drift", *arguments)

    assert 3 == done.returncode
    assert words in done.stderr
    assert TOKEN not in said(done)
    assert before == len(emulator.requests())
    assert [] == listener.requests


def test_another_folder(cron, emulator, listener):
    """`--notify-state`, for jobs whose work tree does not last."""
    emulator.edit()

    codes = [cron.run("drift", "--notify-state", "kept").returncode for _ in range(2)]

    assert [2, 2] == codes
    assert 1 == len(listener.notified)
    assert not (cron.folder / STATE).exists()
    assert "reported" in (cron.folder / "kept/local.notified.json").read_text()


def test_a_state_in_git(cron, emulator, listener):
    """A pull request can change what Git tracks, and so could silence a notification."""
    emulator.edit()
    cron.run("drift", "--notify-state", "kept")
    for arguments in (["init", "-q"], ["add", "-f", "kept/local.notified.json"]):
        subprocess.run(["git", *arguments], cwd=cron.folder, check=True)

    done = cron.run("drift", "--notify-state", "kept")

    assert 2 == len(listener.notified)
    assert "Git tracks local.notified.json, so hookops does not believe it" in done.stderr


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1, "organization": "other"}'])
def test_a_damaged_state(cron, emulator, listener, text):
    """Rather notified twice than never."""
    emulator.edit()
    cron.run("drift")
    (cron.folder / STATE).write_text(text)

    done = cron.run("drift")

    assert 2 == len(listener.notified)
    assert "local.notified.json is not what hookops has written: it begins anew" in done.stderr
    assert "reported" in json.loads((cron.folder / STATE).read_text())["drift"]


def test_a_state_that_cannot_be_written(cron, emulator, listener):
    """It is noise and not silence: a line, and the exit code of the drift."""
    emulator.edit()
    cron.write("kept", "a file")

    done = cron.run("drift", "--notify-state", "kept")

    assert 2 == done.returncode
    assert "warning: what was reported is not remembered" in done.stderr


def test_without_any_option(shell, emulator):
    """Nothing is remembered and nothing imported: the drift command of before."""
    shell.run("apply", "--yes")

    assert 0 == shell.run("drift").returncode
    assert STATE not in shell.files()


def test_ping(cron, emulator, listener):
    """Success for a run that has done its job, drift or not; failure for any other end."""
    address = f"{listener.url}/uuid?rid=1"
    cron.env.pop("HOOKOPS_NOTIFY")
    well = cron.run("drift", "--ping", address)
    emulator.edit()
    drifted = cron.run("drift", "--ping", address)
    cron.env["HOOKOPS_PING"] = address
    emulator.stop()
    failed = cron.run("drift")
    wrong = cron.run("drift", "--notify", "nonsense")

    assert [0, 2, 9, 3] == [done.returncode for done in (well, drifted, failed, wrong)]
    paths = ["/uuid?rid=1", "/uuid?rid=1", "/uuid/fail?rid=1", "/uuid/fail?rid=1"]
    assert paths == [path for method, path, _ in listener.requests]


@pytest.mark.parametrize(("status", "words"), [(404, "status 404"), (302, "status 302")])
def test_a_ping_that_fails(cron, emulator, listener, status, words):
    """Its service notices that none came, so the exit code is that of the run."""
    cron.env.pop("HOOKOPS_NOTIFY")
    listener.status = status

    done = cron.run("drift", "--ping", f"{listener.url}/uuid")

    assert 0 == done.returncode
    assert f"note: --ping: it answered with {words}" in done.stderr
    assert 1 == len(listener.requests)


TWO = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    a: {emulator: .hookops/a.db}
    b: {emulator: .hookops/b.db}
"""


def test_all_organizations(shell, listener):
    """Each has its own message, memory and metrics; the run has one ping."""
    shell.write("hookops.yaml", TWO)
    shell.env["HOOKOPS_NOTIFY"] = f"json://{listener.place}/{TOKEN}"
    arguments = ("drift", "--all-orgs", "--ping", f"{listener.url}/ping")

    codes = [shell.run(*arguments, "--metrics-file", "{org}.prom").returncode for _ in range(2)]
    wrong = shell.run(*arguments, "--metrics-file", "all.prom")

    posted = [path for method, path, _ in listener.requests if method == "POST"]
    pinged = [path for method, path, _ in listener.requests if method == "GET"]
    assert [2, 2, 3] == [*codes, wrong.returncode]
    assert 2 == len(posted)
    assert ["/ping", "/ping", "/ping/fail"] == pinged
    assert {"a.prom", "b.prom", ".hookops/a.notified.json"} <= set(shell.files())
    assert "put {org} into --metrics-file" in wrong.stderr


WITHOUT = """
import sys
sys.modules[{module!r}] = None
sys.argv = ["hookops", "drift", *{arguments!r}]
from hookops.cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("module", "arguments", "error", "extra"),
    [
        ("apprise", ["--notify", "json://h/x"], "--notify needs apprise", "notify"),
        (
            "prometheus_client",
            ["--metrics-file", "a.prom"],
            "--metrics-file needs prometheus-client",
            "metrics",
        ),
        ("prometheus_client", ["--push", "http://h"], "--push needs prometheus-client", "metrics"),
    ],
)
def test_a_missing_extra(shell, module, arguments, error, extra):
    """One sentence, with the line for pip."""
    code = WITHOUT.format(module=module, arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        text=True,
        check=False,
    )

    lines = [f"error: {error}, which is not installed", f"  hint: pip install 'hookops[{extra}]'"]
    assert (3, lines) == (done.returncode, done.stderr.splitlines())
