"""What an administrator types into a header or a URL in Okta's console is a secret of hookops too.

Nothing says that it is one but its looks, and every report and file would repeat it.
"""

import json

import pytest
from cli.conftest import Emulator, Shell

from hookops.report.formats import FORMATS

CANARIES = (
    *("LEAKHEADERVALUE1", "LEAKbearer3333333333", "LEAKCOOKIE2"),
    *("pw-in-url-99", "SECRETQUERY777"),
)
HEADERS = {
    "X-Api-Key": "LEAKHEADERVALUE1",
    "X-Plain": "Bearer LEAKbearer3333333333",
    "Cookie": "session=LEAKCOOKIE2",
}
URI = "https://user:pw-in-url-99@hooks.example.com/token?key=SECRETQUERY777"
WORDS = "(hidden: it looks like a secret)"
SHOWN_URI = f"https://{WORDS}@hooks.example.com/token?{WORDS}"
PATH = "manifests/enrich-access-tokens.yaml"


def type_in(emulator: Emulator, uri: str = URI, **headers: str) -> None:
    """An administrator edits the first hook in the console."""
    hook = emulator.call("GET", "/api/v1/inlineHooks")[0]
    config = hook["channel"]["config"]
    config["uri"] = uri
    config["headers"] = [{"key": k, "value": v} for k, v in (headers or HEADERS).items()]
    config["authScheme"]["value"] = "typed"
    emulator.call("PUT", f"/api/v1/inlineHooks/{hook['id']}", hook)


def found(shell: Shell, *commands: str) -> list[tuple[str, str]]:
    """(command or file, canary) of each that is somewhere."""
    texts = {}
    for command in commands:
        done = shell.run(*command.split())
        texts[command] = done.stdout + done.stderr
        assert done.returncode in (0, 2), (command, texts[command])
    texts |= shell.files()
    return [(name, one) for name, text in texts.items() for one in CANARIES if one in text]


def formats(command: str, report: str) -> list[str]:
    return [f"{command} --format {name}" for name in FORMATS[report]]


@pytest.fixture
def typed(shell: Shell, emulator: Emulator) -> Shell:
    """A hook that is applied, and then edited in the console."""
    done = shell.run("apply", "--yes")
    assert 0 == done.returncode, done.stderr
    type_in(emulator)
    return shell


def test_reports(typed: Shell) -> None:
    """No format of any command that reads the org has one of them."""
    commands = [
        *formats("plan", "plan"),
        "plan --out planfile",
        *(f"{command} planfile" for command in formats("show", "saved plan")),
        *formats("drift", "drift"),
        *formats("list", "inventory"),
        *formats("incident", "incident"),
        "plan --verbose",
        "export --to exported",
        "diff --org local --plan planfile",
    ]

    assert [] == found(typed, *commands)
    assert WORDS in typed.files()["planfile"]


def test_the_words(typed: Shell) -> None:
    """Readers see that something is there, which part is hidden, and where Okta sends its calls."""
    planned, drifted = typed.run("plan").stdout, typed.run("drift").stdout

    for text in (planned, drifted):
        assert SHOWN_URI in text
        assert WORDS in next(line for line in text.splitlines() if "headers.x-api-key" in line)
    (change,) = json.loads(typed.run("plan", "--format", "json").stdout)["resource_changes"]
    assert "a value that is hidden there cannot be brought back" in change["undo"]


def test_apply_and_what_it_keeps(typed: Shell, emulator: Emulator) -> None:
    """An apply sends what is declared; its report, the ledger and history have no such value."""
    done = typed.run("apply", "--yes", "--format", "json")
    config = emulator.call("GET", "/api/v1/inlineHooks")[0]["channel"]["config"]

    assert 0 == done.returncode, done.stderr
    assert [] == [one for one in CANARIES if one in done.stdout + done.stderr]
    assert [] == found(typed, *formats("history", "history"), *formats("incident", "incident"))
    assert WORDS in typed.files()[".hookops/local.ledger.json"]
    assert WORDS not in str(config)
    assert ["X-Environment"] == [header["key"] for header in config["headers"]]


def test_a_rollback_to_it(typed: Shell, emulator: Emulator) -> None:
    """It says what cannot be brought back, and writes nothing."""
    typed.run("apply", "--yes")
    before = emulator.call("GET", "/api/v1/inlineHooks")
    done = typed.run("rollback", "--yes")

    assert 3 == done.returncode
    assert "cannot be brought back: its header X-Api-Key looked like a secret" in done.stderr
    assert before == emulator.call("GET", "/api/v1/inlineHooks")


def test_drift_accept(typed: Shell) -> None:
    """No manifest gets it, nor the words that stand for it."""
    before = typed.files()[PATH]
    done = typed.run("drift", "--accept", "InlineHook/enrich-access-tokens")

    assert "looks like a secret" in done.stdout + done.stderr
    assert before == typed.files()[PATH]
    assert [] == found(typed)


def test_what_is_acknowledged_is_shown(shell: Shell, emulator: Emulator) -> None:
    """A value that a manifest has in clear is no news: it is shown, and no difference."""
    path = shell.folder / PATH
    text = path.read_text()
    name = "channel.config.headers.X-Api-Key"
    note = f"annotations: {{hookops.dev/not-a-secret: {name}}}"
    text = text.replace("  labels:", f"  {note}\n  labels:", 1)
    text = text.replace("X-Environment, value: prod", f"X-Api-Key, value: {CANARIES[0]}")
    path.write_text(text)
    planned = shell.run("plan").stdout
    assert 0 == shell.run("apply", "--yes").returncode

    assert "LEAKHEADERVALUE1" in planned
    assert [0, 0] == [shell.run(command).returncode for command in ("plan", "drift")]
    type_in(emulator, **{"X-Api-Key": "LEAKCOOKIE2LEAKCOOKIE2"})
    drifted = shell.run("drift").stdout
    assert "LEAKHEADERVALUE1" in drifted
    assert "LEAKCOOKIE2" not in drifted
