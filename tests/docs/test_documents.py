"""What documents tell a reader to type prints what they say."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs.console import blocks, commands, comparable, fits
from docs.worlds import DOCUMENTS, ELSEWHERE, FOLLOWED, ROOT, reader

from hookops.manifest.validate import validate

SCHEMAS = {"InlineHook": "inline-hook", "HookKey": "hook-key", "Project": "project"}
NOT_RUN = 9
"""Console blocks that cannot run here. A ratchet: it goes down, and not up."""


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_command_of_a_document(name: str, tmp_path: Path) -> None:
    """In one folder, one after the other, as a reader follows it; what services get, too."""
    text = DOCUMENTS[name]
    with reader(tmp_path, name, text) as follower:
        wrong = follower.follow(text)
        arrived = follower.messages()

    written = [block.text for block in blocks(text) if block.kind == "text" and not block.info]
    assert [] == wrong, f"make transcripts FILES={name}\n" + "\n".join(map(str, wrong))
    assert [*map(comparable, written if arrived else [])] == [*map(comparable, arrived)]


def test_what_cannot_run_here_is_rare() -> None:
    """Fewer and fewer blocks: each says why."""
    shells = ("console", "sh", "bash", "shell")
    skipped = [
        block.why_not
        for name, text in DOCUMENTS.items()
        if name not in ELSEWHERE
        for block in blocks(text)
        if "no-run" in block.info or block.kind in shells[1:]
    ]

    assert all(skipped)
    assert len(skipped) == NOT_RUN


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_other_tests_enter(name: str) -> None:
    """A document that is left out here is followed by the test that is named."""
    assert name in (ROOT / ELSEWHERE[name]).read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_can_be_read(name: str) -> None:
    """YAML and JSON that no command reads parse, and what is a whole document is valid."""
    for block in blocks(DOCUMENTS[name]):
        if block.kind == "json" and not block.info:
            json.loads(block.text)
        elif block.kind == "yaml" and not block.info:
            for data in yaml.safe_load_all(block.text):
                assert [] == problems(data), f"line {block.line}"


def problems(data: Any) -> list[str]:
    """What the schema of its kind does not allow; nothing of a part of a document."""
    if not isinstance(data, dict) or "apiVersion" not in data or "spec" not in data:
        return []
    return [problem.message for problem in validate(data, f"{SCHEMAS[data['kind']]}.schema.json")]


def test_extras() -> None:
    """What `pip install` names is there, and the page of extras has each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {*project["optional-dependencies"]} - {"dev"}
    named = re.findall(r"hookops\[([\w,]+)\]", "\n".join(DOCUMENTS.values()))
    rows = re.findall(r"^\| `(\w+)` \|", DOCUMENTS["docs/how-to/install.md"], re.MULTILINE)

    assert set() == {extra for each in named for extra in each.split(",")} - extras
    assert extras == {*rows}


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\n...\nb\n", "a\nx\ny\nb\n", True),
        ("a\n...\nb\n", "a\nb\n", True),
        ("a\n...\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("a ... c\n", "a b c\n", True),
        ("a ... c\n", "a b d\n", False),
        ("a... c\n", "a b c\n", False),
        ("id calAAAAAAAAAAAAAAAAA\n", "id calBBBBBBBBBBBBBBBBB\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_fits(expected: str, printed: str, same: bool) -> None:
    """Only what is left out, and what differs from run to run, may differ."""
    assert same is fits(expected, printed)


def test_commands_of_a_block() -> None:
    """A command may have several lines; a comment is printed unless it happens."""
    text = "$ a \\\n    b\nx\n# y\n# z\n$ c\n"
    found = [(each.words, each.expected, each.happens) for each in commands(text, {"z"})]

    assert [("a b", "x\n# y\n", False), ("z", "", True), ("c", "", False)] == found


@pytest.mark.parametrize(
    ("command", "said", "printed"),
    [
        ("echo a", "b", "a\n"),
        ("false", "", "(exit code 1: the document has to show it, by `; echo $?`)\n"),
        ("false; echo $?", "0", "1\n"),
        ("hookops validate", "", "error: no hookops.yaml here or in a folder above"),
        ("echo a", "", "a\n"),
    ],
)
def test_what_a_reader_finds(command: str, said: str, printed: str, tmp_path: Path) -> None:
    """What is printed otherwise, and a failure that no code shows; a renewed document is right."""
    text = f"# A\n\n```console\n$ {command}\n{said}\n```\n"
    with reader(tmp_path, "a.md", text) as follower:
        (difference,) = follower.follow(text)
        new = follower.renew(text)
        again = follower.follow(new)

    assert (4, command) == (difference.line, difference.command)
    assert difference.printed.startswith(printed)
    assert "has to show it" in new or [] == again


def test_a_story(tmp_path: Path) -> None:
    """Files, folders, variables and hidden commands last from block to block."""
    text = (
        "<!-- run: mkdir inner && cd inner -->\n<!-- file=a.txt\nhidden\n-->\n"
        "```text file=b/c.txt\nshown\n```\n"
        '```console\n$ export X="y"\n$ cat a.txt b/c.txt; echo $X; basename "$PWD"\n'
        "hidden\nshown\ny\ninner\n```\n"
        "```console no-run: it would end the world\n$ false\n```\n"
    )
    with reader(tmp_path, "a.md", text) as follower:
        assert [] == follower.follow(text)


def test_a_scene_that_fails(tmp_path: Path) -> None:
    """A hidden command has to succeed: the document after it would be about something else."""
    text = "<!-- run: false -->\n"
    with reader(tmp_path, "a.md", text) as follower, pytest.raises(AssertionError, match="false"):
        follower.follow(text)
