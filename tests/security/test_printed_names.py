"""Names from outside command nobody, forge no line and hide nothing, in whatever prints them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Emulator, Shell
from security.clean import dangers

from hookops.cli.streams import Stream
from hookops.model.text import Styled

NAMES = {
    "GitHub": "::add-mask::a",
    "GitHub after blanks": "\u00a0 ::stop-commands::x",
    "GitHub, older": "##[add-path]x",
    "Azure": "a##vso[task.setvariable variable=x]b",
    "Azure, in capitals": "##VSO[TASK.COMPLETE]",
    "TeamCity": "##teamcity[buildStop]",
    "GitLab": "section_start:1:x[collapsed=true]",
    "GitLab, its end": "x Section_End:1:x",
    "line feed": "a\n::error::forged\nPlan: no changes.",
    "carriage return": "a\r::error::forged",
    "colours": "\x1b[32mNo changes\x1b[0m\x1b]8;;http:x\x07",
    "C1": "a\x9b31m\x85::error::b",
    "separators": "a\u2028::error::b\u2029c\x0bd\x0ce",
    "bidirectional": "a\u202egnp.exe\u2066\u200f",
    "invisible": "a\u200b\u00ad\u2060\ufeff\u034fb",
    "blank letters": "a\u3164\u2800\u115f\uffa0\u17b4",
}
SURROGATE = "a\udcff##[x]"

COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "%s"),
    "a command": ("%s",),
    "--org": ("plan", "--org", "%s"),
    "--target": ("plan", "--target", "%s"),
    "plan": ("plan", "--format", "markdown"),
    "drift": ("drift", "--format", "json"),
    "usage": ("usage", "--format", "csv"),
    "ledger": ("ledger", "show"),
}


def hostile_hook(name: str) -> dict[str, Any]:
    """One that somebody made in the console."""
    config = {"uri": "https://hooks.example.com/x", "headers": [], "method": "POST"}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    kind = {"type": "com.okta.oauth2.tokens.transform", "version": "1.0.1"}
    return {"name": name, **kind, "channel": channel}


def prepare(shell: Shell, emulator: Emulator, name: str) -> None:
    """The name is everywhere: a hook of the org, a key of the ledger, a folder and a file."""
    shell.run("apply", "--yes")
    emulator.call("POST", "/api/v1/inlineHooks", hostile_hook(name))
    (path,) = (shell.folder / ".hookops").glob("*.ledger.json")
    ledger = json.loads(path.read_text())
    ledger["managed"].append(
        ledger["managed"][0] | {"key": f"InlineHook/{name}", "id": "calHostile0000000001"}
    )
    path.write_text(json.dumps(ledger))
    folder = shell.folder / "manifests" / name
    folder.mkdir()
    (folder / f"{name}.yaml").write_text(f"kind: InlineHook\n{json.dumps(name)}: 1\n")
    (folder / "also.yaml").write_bytes(b"a: [" + name.encode())


@pytest.mark.promise("P21")
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name(shell: Shell, emulator: Emulator, name: str) -> None:
    """Eight commands print it, as a name of everything that has one, and as a word of their own."""
    text = NAMES[name]
    for place in ("org", "everywhere"):
        if place == "org":
            shell.run("apply", "--yes")
            emulator.call("POST", "/api/v1/inlineHooks", hostile_hook(text))
        else:
            prepare(shell, emulator, f"{text}2")
        for command, words in COMMANDS.items():
            done = shell.run(*(word.replace("%s", text) for word in words))

            assert [] == dangers(done.stdout), (place, command, done.stdout)
            assert [] == dangers(done.stderr), (place, command, done.stderr)
            assert "\nPlan: no changes.\n" not in done.stdout + done.stderr
            assert done.returncode in (0, 2, 3, 5, 6), (place, command, done.stderr)


@pytest.mark.promise("P21")
def test_bytes_that_are_no_text(shell: Shell) -> None:
    """A file name of Linux may be none."""
    path = Path(str(shell.folder)) / "manifests" / f"{SURROGATE}.yaml"
    path.write_text("a: [")

    done = shell.run("validate")

    assert (3, []) == (done.returncode, dangers(done.stderr))


@pytest.mark.parametrize("name", NAMES)
def test_the_last_wall(name: str) -> None:
    """What forgets to clean is cleaned by the stream, which a copy without its defence shows."""
    for as_json in (False, True):
        clean, open_ = io.StringIO(), io.StringIO()
        wall = Stream(clean)
        hole = Stream(open_, clean=lambda text, **_: text)
        for stream in (wall, hole):
            for piece in (NAMES[name], "\n", *NAMES[name], "\n"):
                (stream.send_utf8 if as_json else stream.write)(piece)

        assert [] == dangers(clean.getvalue())
        assert dangers(open_.getvalue())


@pytest.mark.parametrize("name", NAMES)
def test_json_stays_json(name: str) -> None:
    """What the wall escapes in JSON is what it was to whoever parses it."""
    target = io.StringIO()
    Stream(target).send_utf8(json.dumps({"name": NAMES[name]}, ensure_ascii=False))

    assert {"name": NAMES[name]} == json.loads(target.getvalue())


def test_colours_of_data() -> None:
    """Only colours pass, and only in what drew them itself."""
    target = io.StringIO()
    stream = Stream(target)
    stream.write(Styled("\x1b[1mbold\x1b[0m \x1b]8;;x\x07 \x1b[2J\n"))
    stream.write("\x1b[1mplain\n")

    expected = "\x1b[1mbold\x1b[0m \\x1b]8;;x\\x07 \\x1b[2J\n\\x1b[1mplain\n"
    assert expected == target.getvalue()


@pytest.mark.parametrize("text", ["http://[::1]:8080/x", "a::b", "std::vector", "#[x] ## y"])
def test_what_is_harmless(text: str) -> None:
    """Colons inside a line, as of an address, stay as they are."""
    target = io.StringIO()
    Stream(target).write(text)

    assert text == target.getvalue()
