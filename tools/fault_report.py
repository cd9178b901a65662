"""The fault matrix as text: a line for a terminal, and docs/FAULTS.md."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from faults.families import (
    FAMILIES,
    GROUPS,
    SIGN_IN,
    Break,
    Disk,
    Edit,
    End,
    Fault,
    Rule,
)
from faults.known_bad import KNOWN_BAD
from faults.matrix import Tally
from faults.switch_sets import RELEVANT, switch_sets

_HEAD = """# The fault matrix

An apply is played again and again, each time with another fault at another request, and then
without faults until nothing is left to do: at most two runs more. `make faults` writes this page;
nobody edits it. Everything runs in one process against the [emulator](emulator.md), on a clock of
its own.

A cell is one scenario, one fault and the request that meets it. The same text plays it again:

    python tools/fault_matrix.py --cell create:reset-after:5

With `create@app` hookops signs in as a service app whose tokens are bound to a key (DPoP), on a
computer whose clock is 7 minutes fast; requests for tokens meet faults as well.

At each request and after each run these hold, or the cell counts as a violation:

- no flow calls a hook that is missing or INACTIVE because of what hookops wrote;
- no create is sent a second time before it is proven that the first made nothing;
- what hookops does not manage is neither written nor deleted, and of an app or rule only the hook
  that it names changes;
- secrets are in bodies of writes of hooks to the organization, and nowhere else: neither in other
  requests nor in reports nor in the ledger;
- every write has its intent in the ledger before it is sent;
- a hook is deleted only when it is INACTIVE, and nothing is taken away before all that is to be
  there is there;
- after a stop or a kill nothing more is written;
- exit code 0 means that the org is as declared, 3, 5, 6 and 9 that the run changed nothing, and
  no exception gets out;
- a hook that is ACTIVE after a run and was not, or the reverse, is named in what the run reports;
- after at most two more runs the org is as after an apply without faults, secrets included, and
  the ledger names what is there.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the groups of cells, played."""

    tally: Tally
    seconds: float


def summary(name: str, tally: Tally, seconds: float) -> str:
    """What a run of cells found, with a line for each cell that is wrong."""
    lines = [
        f"{name}: {tally.count} cells in {seconds:.0f} s, {len(tally.problems)} violations, "
        f"{len(tally.excused)} left to a person, {tally.unmet} met one fault "
        f"of two, {tally.skipped} not played for want of time"
    ]
    lines += [f"  {cell}: {problem[:400]}" for cell, problem in tally.problems[:40]]
    if tally.impossible:
        names = ", ".join(sorted(tally.impossible))
        lines.append(f"  without any fault these do not end with 0, and have no cells: {names}")
    return "\n".join(lines)


def document(
    parts: Mapping[str, Part], caught: Mapping[str, tuple[str, tuple[str, ...]]], seed: int
) -> str:
    """The whole page."""
    single, signed = parts["single faults"].tally, parts["as a service app"].tally
    sections = [
        _HEAD,
        _totals(parts, seed),
        _by_scenario(single),
        _by_family(single, signed),
        _violations(parts),
        _switches(parts["other switches"].tally),
        _known_bad(caught),
    ]
    return "\n".join(sections)


def _totals(parts: Mapping[str, Part], seed: int) -> str:
    names = ("group", "cells", "violations", "left to a person", "not played")
    rows = [
        (
            name,
            part.tally.count,
            len(part.tally.problems),
            len(part.tally.excused),
            part.tally.skipped,
        )
        for name, part in parts.items()
    ]
    pairs = parts["double faults"].tally
    text = (
        f"Seed {seed}. Of the double faults {pairs.unmet} met only their first fault, after which "
        "the run took another way. Cells that were drawn and not played for want of time are in "
        "the last column."
    )
    return f"## Totals\n\n{_table(names, rows)}\n\n{text}\n"


_ANYBODY = [group for group in dict.fromkeys(GROUPS.values()) if group != SIGN_IN]
"""Groups of faults that come to an API token as well."""


def _by_scenario(tally: Tally) -> str:
    rows = []
    for scenario in dict.fromkeys(scenario for scenario, _ in tally.cells):
        counts: Counter[str] = Counter()
        for (name, family), count in tally.cells.items():
            counts[GROUPS[family]] += count if name == scenario else 0
        wrong = sum(count for (name, _), count in tally.wrong.items() if name == scenario)
        rows.append((scenario, *(counts[g] for g in _ANYBODY), sum(counts.values()), wrong))
    names = ("scenario", *_ANYBODY, "all", "violations")
    return f"## Single faults by scenario\n\n{_table(names, sorted(rows))}\n"


def _by_family(single: Tally, signed: Tally) -> str:
    cells, apart = _counted(single.cells), _counted(signed.cells)
    wrong = _counted(single.wrong) + _counted(signed.wrong)
    rows = [
        (f"`{name}`", family.where, _fault(family.fault), cells[name], apart[name], wrong[name])
        for name, family in FAMILIES.items()
    ]
    names = ("family", "at", "fault", "cells", "as a service app", "violations")
    return f"## Single faults by family\n\n{_table(names, rows)}\n"


def _counted(found: Mapping[tuple[str, str], int]) -> Counter[str]:
    """By family."""
    counts: Counter[str] = Counter()
    for (_, family), count in found.items():
        counts[family] += count
    return counts


def _fault(fault: Fault) -> str:
    match fault:
        case Rule(action):
            return f"`{json.dumps(action)}`".replace("|", "\\|")
        case Break(moment):
            return f"the connection fails {moment} the request is carried out"
        case Edit(managed):
            whose = "managed hook" if managed else "hook that nobody manages"
            return f"an administrator edits a {whose} before the request"
        case End(moment, kills):
            return f"the process is {'killed' if kills else 'asked to stop'} {moment} the request"
        case Disk(moment, kills):
            return f"the process is killed {moment} the write" if kills else "the disk is full"


def _violations(parts: Mapping[str, Part]) -> str:
    lines = ["## Violations", ""]
    found = [(cell, text) for part in parts.values() for cell, text in part.tally.problems]
    lines += [f"- `{cell}`: {_line(text)}" for cell, text in found[:100]] or ["None.", ""]
    excused: Counter[str] = Counter()
    for part in parts.values():
        excused.update(why for _, why in part.tally.excused)
    lines += [
        "",
        "What no client can know is left to a person: the run ends with an error, and",
        "",
    ]
    lines += [f"- {count} cells: {why}" for why, count in excused.items()]
    return "\n".join(lines) + "\n"


def _switches(tally: Tally) -> str:
    sets = switch_sets()
    text = (
        f"{len(sets) - 1} sets of {len(RELEVANT)} of the emulator's "
        "[switches](emulator.md#all-switches) have every pair of two values of two switches. Each "
        "scenario is applied in each set without faults and has to end with 0; then faults are "
        f"drawn: {tally.count} cells, such as `create/3:reset-after:5`."
    )
    rows = []
    for number, switches in enumerate(sets):
        keys = [key for key in tally.impossible if key.endswith(f"/{number}")]
        if keys:
            scenarios = ", ".join(sorted(key.partition("/")[0] for key in keys))
            why = _line(tally.impossible[keys[0]].replace("\n", " "))
            rows.append((number, f"`list_lag={switches.list_lag}`", scenarios, why))
    table = _table(("set", "in which", "scenarios", "such as"), rows)
    text += (
        "\n\nWithout any fault these do not end with 0, which is wrong, and have no cells "
        f":\n\n{table}"
        if rows
        else ""
    )
    return f"## Switches\n\n{text}\n"


def _known_bad(caught: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    rows = [
        (f"`{name}`", KNOWN_BAD[name][1], f"`{cell}`", _line((*problems, "not noticed")[0]))
        for name, (cell, problems) in caught.items()
    ]
    count = sum(1 for _, problems in caught.values() if problems)
    text = f"Executors that make one mistake on purpose; {count} of {len(rows)} are noticed."
    names = ("executor", "mistake", "cell", "noticed as")
    return f"## Known-bad executors\n\n{text}\n\n{_table(names, rows)}\n"


def _line(text: str) -> str:
    """One line of a table, without what differs from one place to another."""
    first = text.partition("\n")[0]
    return first[:160].replace("|", "\\|").replace("`", "'")


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
