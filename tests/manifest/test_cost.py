"""What wrong input costs: as much as it is long, and a page of messages."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from hookops.cli.context import complain
from hookops.manifest.guess import Guesses
from hookops.manifest.load import load
from hookops.manifest.project import read
from hookops.manifest.syntax.characters import joiners
from hookops.model.diagnostic import MAX_PRINTED, Diagnostic, errors
from hookops.model.errors import InvalidInput
from hookops.model.source import Mark

if TYPE_CHECKING:
    from _typeshed import TraceFunction

KEY = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {{name: {0}}}\n---\n"
HEAD = "apiVersion: hookops.dev/v1\nkind: InlineHook\nmetadata: {{name: hook{0}}}\nspec:\n"
HTTP = f"""\
{HEAD}  type: com.okta.oauth2.tokens.transform
  channel:
    type: HTTP
    config:
      uri: https://h{{0}}.example.com/t
      authScheme: {{{{key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN}}}}
---
"""
OAUTH = f"""\
{HEAD}  type: com.okta.saml.tokens.transform
  channel:
    type: OAUTH
    config:
      uri: https://hooks.example.com/saml
      authType: private_key_jwt
      clientId: okta
      tokenUrl: https://auth.example.com/token
      hookKey: nokey{{0}}
---
"""
FORMS: dict[str, Callable[[int], str]] = {
    "tiny documents": lambda n: "a: 1\n---\n" * n,
    "kinds that are none": lambda n: "kind: InlineHok\n---\n" * n,
    "kinds and no more": lambda n: "kind: InlineHook\n---\n" * n,
    "unknown fields": lambda n: HEAD.format(1) + "".join(f"  sttus{i}: 1\n" for i in range(n)),
    "unknown fields in a line": lambda n: "{" + "".join(f"m{i}: 1, " for i in range(n)) + "}\n",
    "unknown references": lambda n: "".join(
        OAUTH.format(i) + KEY.format(f"nokei{i}") for i in range(n)
    ),
    "duplicates": lambda n: KEY.format("same") * n,
    "one secret and many hosts": lambda n: "".join(map(HTTP.format, range(n))),
    "annotations": lambda n: "".join(
        KEY.format(f"k{i}, annotations: {{hookops.dev/protct: x}}") for i in range(n)
    ),
    "invisible characters in comments": lambda n: "# \u00e9\u200d\u00e9\na: b\n---\n" * n,
    "invisible characters in a line": lambda n: "# " + "\u00e9\u200d" * n + "\na: b\n",
    "wrong items": lambda n: HTTP.format(1).replace(
        "      authScheme",
        "      headers: [" + "{key: a b, value: x}, " * n + "]\n      authScheme",
    ),
    "wrong bindings": lambda n: HTTP.format(1).replace(
        "---", "  bindings:\n" + "    - {rul: x, policy: y}\n" * n + "---"
    ),
    "a long name": lambda n: KEY.format("a" * n * 20),
    "a long field": lambda n: "a" * n * 20 + ": 1\n",
    "an open list": lambda n: "a: [" + "b, " * n + "\n",
    "nothing but tabs": lambda n: "a: b\n" + "\t" * n * 20 + "c: d\n",
    "a late mistake": lambda n: "".join(f"k{i}: v\n" for i in range(n)) + "a: b: c\n",
    "a long number": lambda n: "a: 0x" + "9" * n * 20 + "\n",
    "lists in lists": lambda n: "[" * n,
}
"""Input in which something is wrong `n` times."""


def steps(work: Callable[[], object]) -> int:
    """Lines of Python that run: a measure that no other program on the computer changes."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        nonlocal count
        count += event in ("line", "call")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", FORMS)
def test_wrong_input_costs_what_it_is_long(tmp_path: Path, name: str) -> None:
    """Twice as many mistakes take no more than about twice as many steps."""
    path = tmp_path / "x.yaml"

    def cost(count: int) -> int:
        path.write_text(FORMS[name](count))
        return steps(lambda: load([path], tmp_path))

    cost(1)
    small, large = cost(110), cost(220)

    assert large < 2.4 * small


def test_guesses_end() -> None:
    """A hundred guesses are made, for those who see them; of thousands of names few are tried."""
    guess = Guesses()
    names = [f"key{number}" for number in range(5_000)]

    assert steps(lambda: guess("kez1", names)) < 60_000
    assert ["status"] * (MAX_PRINTED - 1) + [""] * 3 == [
        guess("sttus", ["status", "type"]) for _ in range(MAX_PRINTED + 2)
    ]


def test_joiners_in_order() -> None:
    """Line and column of each are counted from the one before."""
    text = "# \u00e9\u200d\u00e9\n\n\u00e9\u200d\u00e9\u200d\u00e9\nx"

    assert [(1, 4, "\u200d"), (3, 2, "\u200d"), (3, 4, "\u200d")] == joiners(text)


def test_a_hundred_problems_and_a_count(tmp_path: Path) -> None:
    """What stops a run names a hundred mistakes, and says how many others there are."""
    (tmp_path / "x.yaml").write_text("---\n".join(["a: 1\n"] * 8_000))
    loaded = load([tmp_path / "x.yaml"], tmp_path)

    with pytest.raises(InvalidInput) as problem:
        complain(loaded.diagnostics)

    lines = str(problem.value).splitlines()
    assert MAX_PRINTED == sum("error[" in line for line in lines)
    assert "and 7,900 more problems" in lines
    assert 8_000 == len(errors(loaded.diagnostics))


def test_a_project_with_many_mistakes(tmp_path: Path) -> None:
    """The same of the project file."""
    wrong = "".join(f"    o{number}: {{ur: x}}\n" for number in range(300))
    head = "apiVersion: hookops.dev/v1\nkind: Project\nspec:\n  organizations:\n"
    (tmp_path / "hookops.yaml").write_text(head + wrong)

    with pytest.raises(InvalidInput) as problem:
        read(tmp_path / "hookops.yaml")

    assert re.search(r"^and [1-9][0-9]+ more problems$", str(problem.value), re.MULTILINE)
    assert len(str(problem.value).splitlines()) < 250


@pytest.mark.parametrize(("count", "last"), [(100, "x"), (101, "and 1 more problem")])
def test_the_hundredth(count: int, last: str) -> None:
    """A hundred are printed whole, one more is counted."""
    found = tuple(Diagnostic("x", "x", Mark("f", number, 1)) for number in range(count))

    assert str(InvalidInput("", diagnostics=found)).endswith(last)
