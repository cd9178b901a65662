"""Plays the fault matrix: every scenario with every fault at every request.

    python tools/fault_matrix.py --cell create:reset-after:5     one cell, and what came of it
    python tools/fault_matrix.py --draw 7500 --limit-s 100       some cells, drawn anew each time
    python tools/fault_matrix.py --draw 300 --app                as a service app alone
    python tools/fault_matrix.py --all                           all of them, and docs/FAULTS.md

Ends with 1 when a cell shows a problem that is not listed, or a known-bad executor passes. `--seed`
repeats a draw; `--cells`, `--doubles`, `--switches`, `--signed` and `--limit-s` bound `--all`.
"""

import argparse
import random
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The matrix is made of what the tests are made of.
sys.path[:0] = [str(ROOT / "tests")]

import fault_report  # noqa: E402
from faults import matrix  # noqa: E402
from faults.cells import Cell  # noqa: E402
from faults.known_bad import KNOWN_BAD  # noqa: E402
from faults.scenarios import ALL  # noqa: E402

DOCUMENT = ROOT / "docs" / "FAULTS.md"
SIGNED = 16
"""So many cells of a draw sign in as a service app."""


def main() -> int:
    """Play what is asked for. Returns: the exit code."""
    options = _options()
    if options.cell:
        print(matrix.describe(options.cell))
        return 0
    seed = options.seed if options.seed is not None else secrets.randbelow(1_000_000)
    print(f"seed {seed}: the same cells with --seed {seed}", flush=True)
    source = random.Random(seed)
    return _play_all(options, seed, source) if options.all else _draw(options, source)


def _draw(options: argparse.Namespace, source: random.Random) -> int:
    """Some cells, one in twelve of them with two faults; and some signed in as a service app."""
    begun_s = time.monotonic()
    cells = [] if options.app else _drawn(options.draw, source)
    # Of few scenarios: which requests one has is known only once it was played without a fault.
    names = list(ALL) if options.app else source.sample(list(ALL), 2)
    signed = matrix.draw_signed_in(options.draw if options.app else SIGNED, source, names)
    left_s = options.limit_s - (time.monotonic() - begun_s)
    tally = matrix.play_together(cells, options.jobs, left_s, signed)
    print(fault_report.summary("drawn", tally, time.monotonic() - begun_s))
    return int(bool(tally.problems or tally.impossible))


def _drawn(count: int, source: random.Random) -> list[Cell]:
    cells = matrix.every_single()
    drawn = source.sample(cells, min(count, len(cells)))
    drawn += matrix.every_double(count // 12, source)
    source.shuffle(drawn)
    return drawn


def _play_all(options: argparse.Namespace, seed: int, source: random.Random) -> int:
    """All single faults, pairs, sets of switches and known-bad executors; and the document."""
    singles, end_s = matrix.every_single(), time.monotonic() + options.limit_s
    pairs = matrix.every_double(options.doubles, source)
    signed = matrix.draw_signed_in(options.signed, source)
    rest = max(options.switches, options.cells - len(singles) - len(pairs) - options.signed)
    # The long one comes last: what is not played for want of time is a part of it.
    groups: dict[str, Callable[[float], matrix.Tally]] = {
        "other switches": lambda left_s: matrix.play_switches(rest, seed, options.jobs, left_s),
        "double faults": lambda left_s: matrix.play_together(pairs, options.jobs, left_s),
        "as a service app": lambda left_s: matrix.play_together((), options.jobs, left_s, signed),
        "single faults": lambda left_s: matrix.play_together(singles, options.jobs, left_s),
    }
    parts: dict[str, fault_report.Part] = {}
    for name, play in groups.items():
        begun_s = time.monotonic()
        tally = play(end_s - begun_s)
        parts[name] = fault_report.Part(tally, time.monotonic() - begun_s)
        print(fault_report.summary(name, tally, parts[name].seconds), flush=True)
    caught = {name: matrix.catch(name) for name in KNOWN_BAD}
    passed = [name for name, found in caught.items() if not found[1]]
    print(f"known-bad executors: {len(caught) - len(passed)} of {len(caught)} noticed {passed}")
    DOCUMENT.write_text(fault_report.document(parts, caught, seed))
    return int(bool(passed) or any(part.tally.problems for part in parts.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--cell", metavar="SCENARIO[@app][/SET]:FAMILY:POSITION[:SEED]")
    asked.add_argument("--draw", type=int, metavar="N")
    asked.add_argument("--all", action="store_true")
    parser.add_argument("--app", action="store_true", help="draw cells of a service app alone")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit-s", type=float, default=1e9)
    parser.add_argument("--cells", type=int, default=60_000)
    parser.add_argument("--doubles", type=int, default=3_000)
    parser.add_argument("--switches", type=int, default=0)
    parser.add_argument("--signed", type=int, default=2_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
