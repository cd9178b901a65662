"""The mistakes that `make mutants` makes are the ones that it names."""

import ast
import tomllib
from pathlib import Path

import mutations
import pytest

MUTANTS_TOML = Path(__file__).resolve().parents[1] / "mutants.toml"


def made(body: str) -> set[str]:
    """What a function with this body can become, as `old -> new`."""
    found = mutations.mutants("a.py", f"def f(x):\n {body}\n")
    return {mutant.key.removeprefix("a.py f: ") for mutant in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = a == b", {"a == b -> a != b"}),
        ("x = a < b", {"a < b -> a <= b"}),
        ("x = a and b", {"a and b -> a or b"}),
        ("x = not a", {"not a -> a"}),
        ("x += 1", {"x += 1 -> x -= 1", "1 -> 2"}),
        ("x = True", {"True -> False"}),
        ("return x", {"return x -> return None"}),
        ("return None", set()),
        ("f(x)", {"f(x) -> pass"}),
        ("raise E", {"raise E -> pass"}),
        ("for a in x: continue", {"continue -> break"}),
        ("if x: a = b", {"if x: -> if not x:"}),
        ("x = [a for a in b if c]", {"for a in b if c -> for a in b"}),
        ("yield x", set()),
        ("'text'", set()),
        ("assert x == 1", set()),
        ("assert_never(x)", set()),
        ("x: Literal[1] = a", set()),
        ("x = zip(a, strict=True)", set()),
        ("x = 1; x = 1", {"1 -> 2", "1 -> 2 (2)"}),
    ],
)
def test_mistakes(body, expected):
    """Each sort of mistake is made where it can be, and nowhere else."""
    assert expected == made(body)


def test_a_mutant_is_one_mistake():
    """The second of two equal places is changed, and nothing else."""
    source = "class A:\n\n    def f(self):\n        return 1 + g(1)\n"
    found = {mutant.key: mutant for mutant in mutations.mutants("a.py", source)}

    tree = mutations.mutate(source, found["a.py A.f: 1 -> 2 (2)"])

    assert source.replace("g(1)", "g(2)").strip() == ast.unparse(tree)


def test_instrumented_statements_say_that_they_are_reached():
    """The call is in front of the statement on the line, also inside of a block."""
    tree = mutations.instrument("def f(x):\n    if x:\n        return 1\n", frozenset({3}), 7)

    assert "def f(x):\n    if x:\n        _reached(7, 3)\n        return 1" == ast.unparse(tree)


def test_every_listed_survivor_has_a_reason():
    """A survivor without a reason is a missing test."""
    listed = tomllib.loads(MUTANTS_TOML.read_text()).get("survivor", [])

    assert [] == [entry["mutant"] for entry in listed if len(entry["reason"]) < 10]
