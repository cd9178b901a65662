"""Makes small mistakes in the code, one at a time, and prints those that no test notices.

    python tools/mutants.py [--only TEXT] [--sample N] [--seed TEXT]

pytest collects the tests once. For each mutant a fork of that process replaces the code of one
function and runs the tests that reach the changed statement, quickest first, until one fails.

Not mutmut 3.8, which was tried: it mutates texts, on which no decision depends, it runs a
copy of the tree in which tests of documents and of real processes fail, and it cannot draw a sample
without running every test with every function replaced first.
"""

import argparse
import builtins
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import mutations
import pytest
from mutations import Mutant

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tests" / "mutants.toml"
RESULT = ROOT / ".hookops" / "mutants.json"
TESTS = ("reconcile", "apply", "ledger", "okta", "kinds", "secrets", "model", "manifest", "report")
SLOW_TESTS = ("flows", "properties")
GROUPS = {
    "guards": ("hookops/reconcile/passes/guards.py", "hookops/reconcile/passes/in_use.py"),
    "secrets": (
        "hookops/secrets/",
        "hookops/model/secret.py",
        "hookops/reconcile/secret_changes.py",
    ),
    "reconcile": ("hookops/reconcile/",),
    "apply": ("hookops/apply/",),
    "ledger": ("hookops/ledger/",),
    "okta": ("hookops/okta/",),
    "kinds": ("hookops/kinds/",),
}  # fmt: skip
"""The first group that fits counts."""
SAMPLE_LEAST = 70
"""Percent. A sample of 60 of code that is at 85 % falls below it once in 600 times."""
ENOUGH_S = 10.0
"""The quickest tests that reach a mutant, so many seconds of them, are tried."""
CPUS = max(2, os.cpu_count() or 2)


def main() -> int:
    """Run, print scores and survivors; 1 when a score is too low or a survivor is not listed."""
    options = _options()
    chosen = [mutant for mutant in every_mutant() if options.only in mutant.key]
    if options.sample:
        seed = options.seed or _commit()
        print(f"a sample of {options.sample} of {len(chosen)} mutants; SEED={seed}", flush=True)
        chosen = random.Random(seed).sample(chosen, min(options.sample, len(chosen)))
    os.environ["PYTHONHASHSEED"] = "0"
    session = Session(sorted(chosen))
    folders = [str(ROOT / "tests" / name) for name in (*TESTS, *SLOW_TESTS)]
    code = pytest.main(["-n0", "-q", "--no-header", *folders], plugins=[session])
    if code != 0 or not session.results:
        print("the tests fail without any mutant")
        return 1
    return report(session.results, sampled=bool(options.sample or options.only))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="mutants with this in their key")
    parser.add_argument("--sample", type=int, metavar="N", help="so many, drawn at random")
    parser.add_argument("--seed", default="", help="for the sample; the commit if not given")
    return parser.parse_args()


def every_mutant() -> list[Mutant]:
    """Those of all groups."""
    parts = {part for group in GROUPS.values() for part in group}
    paths = {
        path
        for part in parts
        for path in ((ROOT / part).rglob("*.py") if part.endswith("/") else [ROOT / part])
    }
    return [
        mutant
        for path in sorted(paths)
        for mutant in mutations.mutants(str(path.relative_to(ROOT)), path.read_text())
    ]


def group_of(mutant: Mutant) -> str:
    """The name of its score."""
    return next(name for name, parts in GROUPS.items() if mutant.path.startswith(parts))


def _commit() -> str:
    done = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout.strip()


@dataclass(eq=False)  # pluggy wants plugins that can be hashed
class Session:
    """The pytest plugin: runs forks in place of the tests."""

    mutants: Sequence[Mutant]
    results: dict[Mutant, str] = field(default_factory=dict)
    failed: bool = False
    durations: dict[str, float] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In a fork: whether the test failed, and how long it took."""
        self.failed = self.failed or report.failed
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0) + report.duration

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Which test reaches what, then every mutant."""
        functions = functions_by_place()
        with tempfile.TemporaryDirectory() as folder:
            reached = self._reached(session.items, functions, Path(folder))
        if reached is None:
            return True
        items = {item.nodeid: item for item in session.items}
        jobs = []
        for mutant in self.mutants:
            quickest = sorted(reached.get((mutant.path, mutant.line), ()))
            tests, total = [], 0.0
            for duration, name in quickest:
                if total <= ENOUGH_S:
                    tests.append(items[name])
                    total += duration
            jobs.append((mutant, tests, total))
        self._run_all(jobs, functions)
        return True

    def _reached(
        self, items: list[pytest.Item], functions: "Functions", folder: Path
    ) -> dict[tuple[str, int], set[tuple[float, str]]] | None:
        """(duration, test) of the tests that reach a line; None when a test fails as it is."""
        parts = [items[number::CPUS] for number in range(CPUS)]
        forks = [
            _fork(_bound(self._map, part, functions, folder / str(number)))
            for number, part in enumerate(parts)
        ]
        ended = [os.waitpid(pid, 0)[1] for pid in forks]  # all of them, also after a failure
        if any(ended):
            return None
        found: dict[tuple[str, int], set[tuple[float, str]]] = {}
        for number in range(CPUS):
            for name, duration, places in json.loads((folder / str(number)).read_text()):
                for path, line in places:
                    found.setdefault((path, line), set()).add((duration, name))
        return found

    def _map(self, items: list[pytest.Item], functions: "Functions", path: Path) -> None:
        """In a fork: every test with instrumented functions."""
        _silence(items)
        names = sorted({mutant.path for mutant in self.mutants})
        current: set[tuple[int, int]] = set()
        setattr(builtins, "_reached", lambda number, line: current.add((number, line)))  # noqa: B010
        for number, name in enumerate(names):
            mine = [mutant for mutant in self.mutants if mutant.path == name]
            lines = frozenset(mutant.line for mutant in mine)
            tree = mutations.instrument((ROOT / name).read_text(), lines, number)
            replace_code(tree, mine, functions)
        found = []
        for item, following in zip(items, [*items[1:], None], strict=True):
            current.clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            places = [(names[number], line) for number, line in current]
            found.append((item.nodeid, self.durations.get(item.nodeid, 0.0), places))
        path.write_text(json.dumps(found))
        os._exit(int(self.failed))

    def _run_all(
        self, jobs: list[tuple[Mutant, list[pytest.Item], float]], functions: "Functions"
    ) -> None:
        waiting = jobs[::-1]
        running: dict[int, tuple[Mutant, float]] = {}
        shown = time.monotonic()
        while waiting or running:
            while waiting and len(running) < CPUS:
                mutant, items, total = waiting.pop()
                if not items:
                    self.results[mutant] = "survived"
                    continue
                limit = time.monotonic() + 60 + 20 * total
                work = _bound(self._try, mutant, items, functions, total)
                running[_fork(work)] = mutant, limit
            for pid in list(running):
                self._collect(pid, running)
            if time.monotonic() - shown > 30:
                shown = time.monotonic()
                save(self.results)
                print(f"{len(self.results)} of {len(jobs)}", file=sys.stderr, flush=True)
            time.sleep(0.002)

    def _collect(self, pid: int, running: dict[int, tuple[Mutant, float]]) -> None:
        mutant, limit = running[pid]
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            # A fork that a signal ended used up its time: an endless loop is noticed too.
            code = os.waitstatus_to_exitcode(status)
            self.results[mutant] = {0: "survived", 2: "invalid"}.get(code, "killed")
            del running[pid]
        elif time.monotonic() > limit:
            os.kill(pid, 9)

    def _try(
        self, mutant: Mutant, items: list[pytest.Item], functions: "Functions", total: float
    ) -> None:
        """In a fork: the tests with the mutant in place."""
        _silence(items)
        limit = int(10 + 5 * total)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        try:
            tree = mutations.mutate((ROOT / mutant.path).read_text(), mutant)
            replace_code(tree, [mutant], functions)
        except ValueError:  # the function uses other variables of its surroundings now
            os._exit(2)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                os._exit(1)
        os._exit(0)


Functions = dict[tuple[str, str, int], list[FunctionType]]


def functions_by_place() -> Functions:
    """Every function object of the package, by file, qualified name and first line.

    They are found by the garbage collector, since decorators hide some of them.
    """
    found: Functions = {}
    gc.unfreeze()  # tests/conftest.py froze what was imported, and frozen objects are not listed
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            code = thing.__code__
            if code.co_filename.startswith(str(ROOT / "hookops")):
                name = str(Path(code.co_filename).relative_to(ROOT))
                key = (name, code.co_qualname, code.co_firstlineno)
                found.setdefault(key, []).append(thing)
    gc.freeze()  # a fork that collects garbage would copy all of the memory
    return found


def replace_code(tree: Any, mutants: Iterable[Mutant], functions: Functions) -> None:
    """The functions of these mutants run the code of the tree from now on.

    Raises: ValueError when a function's closure does not fit the new code.
    """
    for mutant in mutants:
        place = (mutant.path, mutant.function, mutant.first_line)
        whole = compile(tree, str(ROOT / mutant.path), "exec", dont_inherit=True)
        for function in functions.get(place, []):
            function.__code__ = _code(whole, mutant)


def _code(whole: CodeType, mutant: Mutant) -> CodeType:
    waiting = [whole]
    while waiting:
        code = waiting.pop()
        if (code.co_qualname, code.co_firstlineno) == (mutant.function, mutant.first_line):
            return code
        waiting += [const for const in code.co_consts if isinstance(const, CodeType)]
    raise LookupError(mutant.key)


def _bound(function: Callable[..., None], *arguments: Any) -> Callable[[], None]:
    return lambda: function(*arguments)


def _silence(items: Sequence[pytest.Item]) -> None:
    """The reporter has a stream of its own, so that redirecting stdout is not enough."""
    if items:
        items[0].config.pluginmanager.unregister(name="terminalreporter")


def _fork(work: Callable[[], None]) -> int:
    """The id of a process that does the work and ends."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(1)
    return pid


def save(results: dict[Mutant, str]) -> None:
    """Also while mutants are still running: an interrupted run is worth something too."""
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({m.key: r for m, r in results.items()}, indent=1))


def report(results: dict[Mutant, str], *, sampled: bool) -> int:
    """Print scores by group and the survivors that are not listed."""
    listed = tomllib.loads(LISTED.read_text())
    reasons = {entry["mutant"]: entry for entry in listed.get("survivor", [])}
    equal = {key for key, entry in reasons.items() if entry.get("equivalent")}
    counted = {m: r for m, r in results.items() if r != "invalid" and m.key not in equal}
    save(results)
    print(f"\n{'group':12}{'mutants':>9}{'killed':>8}{'score':>8}{'least':>8}")
    low = []
    for name, least in listed["least"].items():
        found = [result for mutant, result in counted.items() if group_of(mutant) == name]
        score = 100 * found.count("killed") / len(found) if found else 100.0
        print(f"{name:12}{len(found):9}{found.count('killed'):8}{score:7.1f}%{least:7}%")
        low += [name] if score < least else []
    killed = list(counted.values()).count("killed")
    print(f"{'all':12}{len(counted):9}{killed:8}{100 * killed / max(1, len(counted)):7.1f}%")
    survivors = sorted(m for m, result in counted.items() if result == "survived")
    unlisted = [mutant for mutant in survivors if mutant.key not in reasons]
    print(
        f"\n{len(survivors)} survived, {len(unlisted)} of them not in {LISTED.relative_to(ROOT)}:"
    )
    for mutant in unlisted:
        print(f"  {mutant.path}:{mutant.line}  {mutant.key}")
    if sampled:
        return int(100 * killed < SAMPLE_LEAST * len(counted))
    gone = reasons.keys() - {mutant.key for mutant, r in results.items() if r == "survived"}
    for key in sorted(gone):
        print(f"listed, but killed or gone: {key}")
    return int(bool(low or unlisted or gone))


if __name__ == "__main__":
    sys.exit(main())
