"""The fault matrix itself: cells play again as they did, and a few of them in every run.

Most cells are played by `make faults`, and some thousands that are drawn anew in CI.
"""

import random

import pytest
from faults.cells import Cell, doubles, parse, singles
from faults.families import FAMILIES, GROUPS, SIGN_IN
from faults.matrix import Tally, play, play_together, stage_of
from faults.stage import ordered
from faults.switch_sets import RELEVANT, switch_sets
from faults.wire import Position

from hookops.emulator.control import switchboard


@pytest.mark.parametrize("scenario", ["create", "update", "bind-app", "unbind-rule", "delete"])
def test_some_cells(scenario: str) -> None:
    """Whatever goes wrong, what must hold holds, and two more runs lead to what is declared."""
    positions = stage_of(scenario).positions
    cells = random.Random(scenario).sample(list(singles(scenario, positions)), 12)

    tally = Tally()
    tally.add(play_together(cells, 1))

    assert [] == tally.problems
    assert 12 == tally.count


def test_some_cells_of_a_service_app() -> None:
    """The same for runs that sign in, also where a nonce, a proof or a token is refused."""
    positions = stage_of("bind-rule", app=True).positions
    cells = list(singles("bind-rule", positions, app=True))
    chosen = random.Random(1).sample([c for c in cells if GROUPS[c.families[0]] == SIGN_IN], 6)

    tally = play_together([*chosen, *random.Random(1).sample(cells, 4)], 1)

    assert [] == tally.problems
    assert 10 == tally.count


@pytest.mark.parametrize(
    "text",
    [
        "create@app:no-client:1:0",
        "create@app/4:refused:1:0",
        "create:reset-after:4:7",
        "update/3:late-20:6:0",
        "bind-app:limit-429+kill-after:3+9:12",
    ],
)
def test_the_text_of_a_cell_is_the_cell(text: str) -> None:
    """What is printed is all that is needed to play a cell again."""
    assert text == str(parse(text))


def test_the_seed_may_be_left_out() -> None:
    """Without a seed, waits are drawn as with 0."""
    assert Cell("create", ("refused",), (0,)) == parse("create:refused:0")


@pytest.mark.parametrize("text", ["create", "create:no-such-fault:1", "create:refused:x"])
def test_what_is_no_cell(text: str) -> None:
    """A text that names no cell is refused."""
    with pytest.raises(ValueError, match="cell|family"):
        parse(text)


@pytest.mark.parametrize("text", ["create:late-20:4:3", "all-at-once:reset-after+limit-429:9+22:5"])
def test_a_cell_plays_the_same_again(text: str) -> None:
    """Ids, times and waits are those of the first time."""
    cell = parse(text)

    assert play(cell) == play(cell)


def test_reads_have_an_order_of_their_own() -> None:
    """Which of two threads was quicker decides nothing."""
    one, two, write = Position("GET", "/a", 1), Position("GET", "/b", 1), Position("PUT", "/a", 1)

    assert ordered([one, two, write, two]) == ordered([two, one, write, two])


def test_pairs_come_in_order() -> None:
    """The second fault is at the place of the first or after it."""
    positions = stage_of("update").positions
    pairs = list(doubles("update", positions, 50, random.Random(1)))

    assert all(cell.positions[0] <= cell.positions[1] for cell in pairs)
    assert 50 == len(pairs)


def test_every_family_has_a_place() -> None:
    """No family is for nothing, and each has its group in the report."""
    positions = stage_of("all-at-once").positions
    signed = stage_of("create", app=True).positions

    cells = [*singles("all-at-once", positions), *singles("create", signed, app=True)]

    assert set(FAMILIES) == {name for cell in cells for name in cell.families} == set(GROUPS)


def test_sets_have_every_pair() -> None:
    """Any two values of two switches come together in a set; the first has the defaults."""
    shown = [switchboard.shown(switches) for switches in switch_sets()]
    choices = switchboard.choices()
    pairs = {(one[a], one[b], a, b) for one in shown for a in RELEVANT for b in RELEVANT if a < b}
    sizes = [len(choices[a]) * len(choices[b]) for a in RELEVANT for b in RELEVANT if a < b]

    assert sum(sizes) == len(pairs)
    assert shown[0] == switchboard.shown(switchboard.changed(switch_sets()[0], {}))
