"""Plays the campaigns of tests/campaigns: kills, signals, disks, races, edits, and any input.

    python tools/fault_campaigns.py --case kills:create:before:5    one case, and what it showed
    python tools/fault_campaigns.py --share 5 --limit-s 60          a part of each, drawn anew
    python tools/fault_campaigns.py --all                           all, and docs/CAMPAIGNS.md

`--only NAME` takes one campaign, and `--all` with it renews the line of that one. `--seed` repeats
a draw. Ends with 1 when a case shows a problem outside the window of one round trip.
"""

import argparse
import re
import secrets
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The campaigns are made of what the tests are made of.
sys.path[:0] = [str(ROOT / "tests")]

from campaigns import runner  # noqa: E402
from campaigns.registry import CAMPAIGNS  # noqa: E402

DOCUMENT = ROOT / "docs" / "CAMPAIGNS.md"
_HEAD = """# Campaigns

What is too long for every run of the tests: real processes that are killed and stopped, disks that
fail, applies at the same time, edits by an administrator, and inputs of any kind. `make faults`
plays all of it and writes this page; nobody edits it. CI plays a part of each with a fresh seed.
The [fault matrix](FAULTS.md) has the faults of requests.

A case that is wrong has a text, which plays it again:

    python tools/fault_campaigns.py --case NAME:CASE

Cases in the window are those in which somebody's edit comes in the one round trip between a read
and its write, which Okta leaves open to every client
([decision 0019](decisions/0019-read-again-before-each-write.md)); they count apart.

| campaign | what holds in each case | cases | violations | in the window | not played | seed |
| --- | --- | --- | --- | --- | --- | --- |
"""
_ROW = re.compile(r"^\| `(?P<name>[\w-]+)` \|.*$", re.MULTILINE)


def main() -> int:
    """Play what is asked for. Returns: the exit code."""
    options = _options()
    if options.case:
        name, _, case = options.case.partition(":")
        found = runner.play(CAMPAIGNS[name], case)
        print("\n".join(found.problems) or "nothing is wrong")
        return int(bool(found.problems) and not found.in_window)
    seed = options.seed if options.seed is not None else secrets.randbelow(1_000_000)
    print(f"seed {seed}: the same cases with --seed {seed}", flush=True)
    results, end_s = [], time.monotonic() + options.limit_s
    for name, count in runner.share(100 if options.all else options.share).items():
        if options.only in (None, name):
            left_s = max(0, end_s - time.monotonic())
            results.append(runner.run(CAMPAIGNS[name], count, seed, left_s))
            print(runner.summary(results[-1:]), flush=True)
            if options.all:
                text = DOCUMENT.read_text() if DOCUMENT.exists() else ""
                DOCUMENT.write_text(with_result(text, results[-1]))
    return int(any(result.problems for result in results))


def with_result(text: str, result: runner.Result) -> str:
    """The page with the line of this run; those of other campaigns stay."""
    rows = {row["name"]: row[0] for row in _ROW.finditer(text)}
    claim = CAMPAIGNS[result.name].claim
    cells = (result.inputs, len(result.problems), result.in_window, result.skipped, result.seed)
    rows[result.name] = f"| `{result.name}` | {claim} | {' | '.join(map(str, cells))} |"
    lines = [rows[name] for name in CAMPAIGNS if name in rows]
    return _HEAD + "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--case", metavar="NAME:CASE")
    asked.add_argument("--share", type=float, metavar="PERCENT")
    asked.add_argument("--all", action="store_true")
    parser.add_argument("--only", choices=tuple(CAMPAIGNS), metavar="NAME")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--limit-s", type=float, default=1e9)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
