"""What a terminal shows while an apply works."""

import io
import sys

from hookops.cli.host import Host, shows_styles
from hookops.cli.main import run


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(shell):
    """A bar with the count is drawn again below the lines, and is gone at the end."""
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    more = text.replace("enrich-access-tokens", "more").replace("Enrich access tokens", "More")
    shell.write("manifests/more.yaml", more)
    out, err = io.StringIO(), Screen()

    code = run(("apply", "--yes"), Host(shell.env, shell.folder, None), stdout=out, stderr=err)

    assert 0 == code
    assert "done      create InlineHook/more (2 of 2)" in err.getvalue()
    assert "applying" in err.getvalue()
    assert err.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_diagnostics_in_colour(shell):
    """On a terminal the word that says how bad it is has a colour; with NO_COLOR it has none."""
    shell.write("manifests/a.yaml", "apiVersion: hookops.dev/v1\nkind: Nothing\n")
    coloured, plain = Screen(), Screen()

    run(("validate",), Host(shell.env, shell.folder, None), stdout=None, stderr=coloured)
    env = {**shell.env, "NO_COLOR": "1"}
    run(("validate",), Host(env, shell.folder, None), stdout=None, stderr=plain)

    assert "\x1b[1;31merror\x1b[0m[" in coloured.getvalue()
    assert "\x1b[" not in plain.getvalue()


def test_messages_are_broken_between_words(shell):
    """On a terminal, at its width, with what follows indented; in a log they are whole."""
    shell.write("manifests/a.yaml", "apiVersion: hookops.dev/v1\nkind: Nothing\n")
    env = {**shell.env, "COLUMNS": "40", "NO_COLOR": "1"}
    screen, log = Screen(), io.StringIO()

    run(("validate",), Host(env, shell.folder, None), stdout=None, stderr=screen)
    run(("validate",), Host(env, shell.folder, None), stdout=None, stderr=log)

    lines = screen.getvalue().splitlines()
    assert [] == [line for line in lines if len(line) > 40 and len(line.split()) > 1]
    assert "    " == lines[1][:4]
    assert log.getvalue().split() == screen.getvalue().split()
    assert len(lines) > len(log.getvalue().splitlines())


def test_what_a_terminal_says_of_itself():
    """A dumb one shows no styles; one of Windows only when it is said to do so."""
    elsewhere = "windows.plugin" not in sys.modules

    found = [shows_styles(env) for env in ({}, {"TERM": "xterm"}, {"TERM": "dumb"})]

    assert [elsewhere, True, False] == found
