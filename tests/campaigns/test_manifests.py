"""The campaign `manifests`: it plays again what it played, and it can fail."""

import random
import re
from collections.abc import Callable
from functools import lru_cache

import pytest
from campaigns.inputs.manifest_grammar import SECRET
from campaigns.manifests import KINDS, Folder, draw, made, play, play_in


def test_some_cases() -> None:
    """Whatever the file says, hookops does nothing wrong."""
    cases = draw(random.Random(3), 100)

    assert dict.fromkeys(cases, ()) == {case: play(case).problems for case in cases}


def test_cases_are_distinct() -> None:
    """As many of each kind, and the text of a case makes the same file again."""
    cases = draw(random.Random(1), 500)

    assert 500 == len(set(cases))
    assert {*KINDS, "deep"} == {case.partition(":")[0] for case in cases}
    assert [made(case) for case in cases] == [made(case) for case in cases]


class Altered(Folder):
    """hookops, of whose answers one thing is otherwise."""

    def __init__(self, alter: Callable[[int, str], tuple[int, str]]) -> None:
        self._alter = lambda code, text: (code, text)
        super().__init__()
        self._alter = alter

    def run(self, *args: str) -> tuple[int, str]:
        return self._alter(*super().run(*args))


def _crashes(code: int, text: str) -> tuple[int, str]:
    raise KeyError("metadata")


MISTAKES: dict[str, tuple[Callable[[int, str], tuple[int, str]], str]] = {
    "another code": (lambda code, text: (1, text), "exit code 1"),
    "no place": (
        lambda code, text: (code, re.sub(r"\S+:\d+:\d+: error", "error", text)),
        "without a place",
    ),
    "another place": (lambda code, text: (code, text.replace("yaml:", "yaml:9999")), "not in the"),
    "no code": (
        lambda code, text: (code, text.replace("error[", "error(")),
        "no error with a code",
    ),
    "value": (lambda code, text: (code, text + SECRET), "a secret is printed"),
    "cursor": (lambda code, text: (code, f"{text}\x1b[2J"), "prints ['\\x1b']"),
    "traceback": (lambda code, text: (code, f"Traceback {text}"), "prints a traceback"),
}


@lru_cache(maxsize=1)
def rejected() -> str:
    """A case with a secret that is rejected for it alone."""
    folder = Folder()
    for number in range(1, 200):
        case = f"secret:{number}"
        folder.begin(*made(case))
        code, text = folder.run("validate")
        if code == 3 and "literal-secret" in text and not [*play_in(folder, case)]:
            return case
    raise LookupError


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_noticed(name: str) -> None:
    """A rejection of which one thing is otherwise is wrong."""
    alter, words = MISTAKES[name]

    problems = [*play_in(Altered(alter), rejected())]

    assert any(words in problem for problem in problems), problems


def test_a_valid_manifest_that_is_rejected_is_noticed() -> None:
    """Rules that are too strict are a problem as well."""
    problems = [*play_in(Altered(lambda code, text: (3, "")), "valid:1")]

    assert any("a valid manifest ends with 3" in problem for problem in problems), problems


def test_a_crash_is_noticed() -> None:
    """An exception comes through to the runner, which counts it."""
    with pytest.raises(KeyError):
        [*play_in(Altered(_crashes), "valid:1")]


def test_a_file_that_takes_long_is_noticed() -> None:
    """With a limit that nothing keeps, each file takes too long."""
    problems = [*play_in(Folder(), "valid:1", limit_s=0)]

    assert any("validate took" in problem for problem in problems), problems
