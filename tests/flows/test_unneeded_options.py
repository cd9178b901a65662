"""An option that allows something and was not needed is a warning: given always, it allows all."""

import pytest
from conftest import manifest


@pytest.fixture
def applied(world):
    """Five hooks that are managed."""
    world.declare(*(manifest(name) for name in "abcde"))
    world.apply()
    return world


def warnings(plan):
    return [
        w.message.partition(" was given")[0] for w in plan.warnings if w.code == "unneeded-option"
    ]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"prune": True}, []),
        ({"max_delete": 5}, ["--max-delete 5"]),
        ({"max_update": 1}, []),
        ({"take_over": ("a",)}, ["--take-over a"]),
        ({"recreate_missing": True}, ["--recreate-missing"]),
        ({"remove_duplicates": True}, ["--remove-duplicates"]),
        ({"confirm": ("a", "b")}, ["--confirm a", "--confirm b"]),
        ({"replace": ("a",), "prune": True}, []),
        ({"max_update": 9, "max_delete": 8}, ["--max-delete 8", "--max-update 9"]),
    ],
)
def test_s9_nothing_needs_it(applied, limits, expected):
    """S9: nothing changes, so no option does anything; --prune, and a number that lets no more pass
    than none, are for every run."""
    assert expected == warnings(applied.plan(**limits))


def test_s9_what_is_needed_is_no_warning(applied):
    """S9: the plan would be another one without it."""
    applied.declare(manifest("a"))

    needed = applied.plan(prune=True, max_delete=4)
    enough = applied.plan(prune=True, max_delete=4, max_update=4)

    assert ([], ["--max-update 4"]) == (warnings(needed), warnings(enough))


def test_s9_a_number_that_is_too_small_is_no_warning(applied):
    """S9: the error about it says more."""
    applied.declare(manifest("a"))

    assert [] == warnings(applied.plan(prune=True, max_delete=3))


def test_s9_what_is_gone(applied):
    """S9: half of the hooks are gone, which only the option lets pass."""
    for name in "abc":
        id_ = applied.hook(name)["id"]
        applied.okta("POST", f"{id_}/lifecycle/deactivate")
        applied.okta("DELETE", id_)

    assert [] == warnings(applied.plan(recreate_missing=True))


def test_s9_what_it_says(applied):
    """S9: it names the option, and why it is better left out."""
    (found,) = applied.plan(max_delete=5).warnings

    assert "--max-delete 5 was given, and this plan is the same without it" == found.message
    assert (
        "leave it out: given for every run, it would allow what nobody has looked at" == found.hint
    )
