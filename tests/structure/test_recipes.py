"""The recipes of `docs/recipes.md` work, and cost as many files as CONTRIBUTING promises."""

import re

import pytest
import recipes

pytestmark = pytest.mark.recipe

ALL = recipes.recipes()


def promised() -> dict[str, int]:
    """The recipes in CONTRIBUTING's table, with the number of files that they may cost."""
    text = (recipes.ROOT / "CONTRIBUTING.md").read_text()
    rows = re.findall(r"^\| \[?([^|\]]+)\]?[^|]* \| .* \| (\d+) \|$", text, re.MULTILINE)
    return {name: int(most) for name, most in rows}


@pytest.mark.parametrize("title", ALL)
def test_recipe(title, tmp_path):
    """Carried out to the letter, the recipe works, and its commands print what it shows."""
    tree = recipes.copy_tree(tmp_path)

    for _ in recipes.carry_out(ALL[title], tree):
        pass


@pytest.mark.parametrize("title", ALL)
def test_cost(title):
    """A recipe touches no more files than CONTRIBUTING promises."""
    assert promised()[title[0].lower() + title[1:]] >= len(recipes.files_of(ALL[title]))


def test_what_a_hook_type_lacks_is_named(tmp_path):
    """With its row alone, a test names every other file of the recipe."""
    row, *others = [block for block in ALL["A new hook type"] if block.path]
    tree = recipes.copy_tree(tmp_path)
    list(recipes.carry_out([row], tree))

    done = recipes.run(["pytest", "-n0", "tests/contracts/test_every_type.py"], tree)

    assert [] == [block.path for block in others if f"{block.path}: write it" not in done.stdout]
