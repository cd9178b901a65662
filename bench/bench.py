"""`make bench`: what hookops costs beside the floor of the same work, measured in the same run.

A figure and its floor take turns, so that a busy machine slows both. Ratios are what counts;
seconds are those of this machine. Exit code 1 when a bound is missed.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measure import HOOKOPS, PYTHON, Pairs, interleaved, run, served, server, third_party
from projects import SCHEMA, TOKEN, write_project
from table import Row, at_most, render

HERE = Path(__file__).resolve().parent
EMULATOR = (HOOKOPS, "emulator", "--port", "0", "--token", TOKEN, "--hook-limit", "5000")
PLAN = (HOOKOPS, "plan")
NOTHING = "No changes."
UNUSED = {"authlib", "cryptography", "deepdiff", "flask", "joserfc", "jsonschema", "rich"}
LATENCY_S = 0.2
PARALLELISM = 4
"""The default of `hookops apply --parallelism`."""


@dataclass(frozen=True, slots=True)
class Org:
    """An emulated org whose hooks are all as their project declares them."""

    folder: Path
    url: str
    count: int

    def plan(self) -> tuple[tuple[str, ...], Path, str]:
        """The job of planning it."""
        return PLAN, self.folder, NOTHING


def main() -> int:
    """Print the table; 1 when a bound is missed."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="hookops-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        for row in _rows(folder, stack):
            print(f"measured: {row.what}", file=sys.stderr)
            rows.append(row)
    print(render(rows))
    return 0 if all(row.ok for row in rows) else 1


def _rows(folder: Path, stack: ExitStack) -> Iterator[Row]:
    yield from _help(folder)
    orgs = {count: _org(folder, count, stack) for count in (1, 10, 50, 500, 5000)}
    yield from _start_up(orgs[10])
    yield _plan(orgs[50])
    yield from _requests(orgs)
    yield from _growth(orgs[500], orgs[5000])
    yield _validate(folder / "files", "5,000 files", in_a_file=1, turns=7)
    yield _validate(folder / "five", "5 files", in_a_file=1000, turns=5)
    yield _apply(folder)


def _org(folder: Path, count: int, stack: ExitStack) -> Org:
    """Applied by hookops where that is quick; see `seed.py` for the others."""
    url = stack.enter_context(server(EMULATOR))
    project = write_project(folder / str(count), url, count)
    if count <= 50:
        run((HOOKOPS, "apply", "--yes"), project, f"Apply complete: {count} created")
    else:
        run((PYTHON, str(HERE / "seed.py"), url, str(project)), project)
    return Org(project, url, count)


def _help(folder: Path) -> Iterator[Row]:
    """Start-up, which every command pays."""
    both = interleaved(
        ((HOOKOPS, "--help"), folder, "Usage"), ((PYTHON, "-c", "import click"), folder, ""), 21
    )
    yield at_most("hookops --help / python -c 'import click'", both, 1.5)
    extra = third_party(("-m", "hookops", "--help"), folder) - {"click"}
    found = ", ".join(sorted(extra)) or "none"
    yield Row("packages imported by --help besides click", found, "none", len(extra), 0)


def _start_up(org: Org) -> Iterator[Row]:
    """The smallest plans are start-up and little else."""
    floor = (PYTHON, "-c", "import httpx, yaml, jsonschema"), org.folder, ""
    both = interleaved(org.plan(), floor, 21)
    yield at_most("plan of 10 hooks / python -c 'import httpx, yaml, jsonschema'", both, 1.25)
    extra = third_party(("-m", "hookops", "plan"), org.folder) & UNUSED
    found = ", ".join(sorted(extra)) or "none"
    yield Row("packages that a plan in a pipe needs not and imports", found, "none", len(extra), 0)


def _plan(org: Org) -> Row:
    peer = (PYTHON, str(HERE / "peer.py"), org.url, TOKEN, str(SCHEMA))
    floor = (*peer, str(org.folder / "manifests")), org.folder, f"{org.count} hooks are as"
    both = interleaved(org.plan(), floor, 15)
    return at_most(f"plan of {org.count} unchanged hooks / bench/peer.py", both, 1.6)


def _requests(orgs: dict[int, Org]) -> Iterator[Row]:
    """Okta answers in 0.2 to 1.5 s, so what counts most is how often it is asked."""
    writes = 0
    for count in (1, 50, 5000):
        org = orgs[count]
        before = len(served(org.url))
        run(*org.plan())
        asked = served(org.url)[before:]
        yield Row(f"requests of a plan of {count:,}", str(len(asked)), "1", len(asked), 1)
        run((HOOKOPS, "drift"), org.folder)
        writes += sum(entry["method"] != "GET" for entry in served(org.url)[before:])
    yield Row("writes of these plans and of a drift of each", str(writes), "0", writes, 0)


def _growth(small: Org, large: Org) -> Iterator[Row]:
    """Ten times the hooks take about ten times as long, not a hundred times."""
    both = interleaved(large.plan(), small.plan(), 5)
    yield at_most("plan of 5,000 unchanged hooks / of 500", both, 12)
    yield Row("plan of 5,000, seconds", f"{both.figure_s:.2f} s", "", both.figure_s, 4)
    yield Row("plan of 5,000, peak memory in MiB", f"{both.peak_mib:.0f}", "", both.peak_mib, 300)


def _validate(folder: Path, shape: str, *, in_a_file: int, turns: int) -> Row:
    """Beside nothing but the parser and the validator, imports included."""
    write_project(folder, "http://127.0.0.1", 5000, in_a_file=in_a_file)
    says = "5000 hooks valid"
    peer = (PYTHON, str(HERE / "validate_peer.py"), str(SCHEMA), str(folder / "manifests"))
    both = interleaved(((HOOKOPS, "validate"), folder, says), (peer, folder, says), turns)
    return at_most(f"validate 5,000 in {shape} / bench/validate_peer.py", both, 1.3)


def _apply(folder: Path) -> Row:
    """The floor: as many requests at once as are allowed, and the start-up of a plan."""
    turns = [_slow_apply(folder / f"slow{turn}") for turn in range(3)]
    figures, floors = zip(*turns, strict=True)
    ratio = median(figure_s / floor_s for figure_s, floor_s in turns)
    both = Pairs(median(figures), median(floors), ratio)
    wait = f"{LATENCY_S * 1000:.0f} ms"
    what = f"apply of 50, {wait} a request / requests / {PARALLELISM} x {wait} + start-up"
    return at_most(what, both, 1.5)


def _slow_apply(folder: Path) -> tuple[float, float]:
    """Seconds of one apply, and of its floor."""
    with server(EMULATOR) as url:
        project = write_project(folder / "quick", url, 50)
        start_up = run(PLAN, project, "50 to create")
    with server((PYTHON, str(HERE / "slow_server.py"), TOKEN, str(LATENCY_S))) as url:
        project = write_project(folder / "slow", url, 50)
        applied = run((HOOKOPS, "apply", "--yes"), project, "Apply complete: 50 created")
        asked = len(served(url))
    return applied.wall_s, asked / PARALLELISM * LATENCY_S + start_up.wall_s


if __name__ == "__main__":
    sys.exit(main())
