"""Class: names of files and folders that forge lines, commands of CI systems, or nothing at all."""

import re
from pathlib import Path

import pytest
from security.hostile_files import FORGED, KEY, PROJECT, World, make_world, run

from hookops.model.text import is_invisible

NAMES = {
    "a command of GitHub": "::add-mask::a",
    "a command behind blanks": "  ::set-env name=A::b",
    "an error of GitHub": "::error file=a,line=1::b",
    "a command of Azure": "a##vso[task.setvariable variable=x]b",
    "a group of Azure": "##[group]a",
    "a section of GitLab": "section_start:1:a[collapsed=true]",
    "a section behind a return": "a\rsection_end:1:a\r",
    "a second line": "a\n::error::b",
    "an escape": "a\x1b[2J\x1b[1;1Hb",
    "an 8-bit escape": "a\x9b2Jb",
    "a title": "a\x1b]0;b\x07",
    "turned around": "a\u202elmay.b",
    "a line separator": "a\u2028::error::b",
    "nothing": "\u200b",
    "a blank letter": "\u3164",
    "a blank of Braille": "\u2800a",
    "a selector": "a\ufe0f",
    "a tag": "a\U000e0041",
    "markup of rich": "[red]a[/]",
    "a link of Markdown": "[a](https:b)",
}
"""By what is wrong with each."""
PLACES = {
    "a folder": ("manifests/{}/x.yaml", ["validate"]),
    "a file": ("manifests/{}.yaml", ["validate"]),
    "a file of a plan": ("manifests/{}.yaml", ["plan"]),
    "a file of a drift": ("manifests/{}.yaml", ["drift"]),
    "a named file": ("sub/{}.yaml", ["validate", "sub/{}.yaml"]),
    "a named folder": ("{}/x.yaml", ["validate", "{}"]),
    "a project": ("{}.yaml", ["plan", "--config", "{}.yaml"]),
    "a payload": ("{}.json", ["preview", "k", "--payload", "{}.json"]),
    "cases": ("{}/x.json", ["preview", "k", "--cases", "{}"]),
    "a saved plan": ("{}", ["show", "{}"]),
    "a plan to apply": ("{}", ["apply", "{}", "--yes"]),
    "a plan to save": ("{}", ["plan", "--out", "{}"]),
    "a new project": ("{}/hookops.yaml", ["init", "{}"]),
    "a new service": ("{}/auth.py", ["scaffold", "token", "--to", "{}"]),
    "a forgotten file": ("manifests/{}.yaml.bak", ["validate"]),
}
"""Where each name stands, and the command that speaks of it."""
CONTENTS = {
    "wrong": "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {nam: x}\n",
    "broken": "a: [",
    "right": KEY,
}
HIDES = [name for name, text in NAMES.items() if any(map(is_invisible, text))]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = make_world(tmp_path, "")
    (made.repository / "manifests").mkdir()
    (made.repository / "hookops.yaml").write_text(PROJECT)
    return made


def plant(world: World, place: str, name: str, content: str) -> list[str]:
    """The words of the command, and the file is there."""
    path, words = PLACES[place]
    file = world.repository / path.format(NAMES[name])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONTENTS[content])
    return [word.format(NAMES[name]) for word in words]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", PLACES)
def test_no_name_becomes_a_line_of_its_own(world: World, place: str, name: str) -> None:
    """Whatever is wrong with the file, what is printed has nothing but what a reader sees."""
    for content in CONTENTS:
        code, text = run(world, *plant(world, place, name, content))

        assert code in (0, 2, 3), text
        assert not FORGED.search(text), text
        assert not re.search(r"^\s*::", text, re.MULTILINE), text
        assert not [char for char in text if is_invisible(char) and char != "\n"], ascii(text)


@pytest.mark.parametrize("name", HIDES)
@pytest.mark.parametrize("place", ["a folder", "a file", "a file of a plan", "a named file"])
def test_a_path_that_hides_something(world: World, place: str, name: str) -> None:
    """No manifest below it is read, also when it is right."""
    code, text = run(world, *plant(world, place, name, "right"))

    assert (3, True) == (code, "in the path of a manifest" in text), text


def test_what_is_checked_finds_what_is_forged() -> None:
    """Without cleaning, each of these names but the last two is found by the test above."""
    missed = [
        name
        for name, text in NAMES.items()
        if not (FORGED.search(text) or re.search(r"^\s*::", text) or any(map(is_invisible, text)))
    ]

    assert ["markup of rich", "a link of Markdown"] == missed
