"""Runs mutants: a pytest plugin that forks the collected session, once for each.

A fork replaces the code of one function in place, so that neither files nor imports change, and
runs the tests that reach the changed statement, quickest first, until one fails.
"""

import builtins
import gc
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import mutations
import pytest
from mutations import Mutant

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / ".hookops" / "mutants.json"
CPUS = max(2, os.cpu_count() or 2)
SURVIVED, KILLED, INVALID, BROKEN = range(4)
"""What a fork ends with. Broken: an exception outside of a test, which no test has noticed."""
ENDS = {
    SURVIVED: "survived",
    KILLED: "killed",
    INVALID: "invalid",
    # The limits of `_try` and `_run_all`: a test would not have ended, which is noticed too.
    -signal.SIGKILL: "timeout",
    -signal.SIGXCPU: "timeout",
}
"""The result by exit code; any other is `broken`."""


@dataclass(eq=False)  # pluggy wants plugins that can be hashed
class Session:
    """The pytest plugin: runs forks in place of the tests."""

    mutants: Sequence[Mutant]
    enough_s: float
    """So many seconds of the quickest tests that reach a mutant are tried."""
    results: dict[Mutant, str] = field(default_factory=dict)
    failed: bool = False
    log: Path | None = None
    """Where a fork that runs the tests as they are writes which of them fail."""
    durations: dict[str, float] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In a fork: whether the test failed, and how long it took."""
        self.failed = self.failed or report.failed
        if report.failed and self.log:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")
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
                if total <= self.enough_s:
                    tests.append(items[name])
                    total += duration
            jobs.append((mutant, tests, total))
        self._run_all(jobs, functions)
        return True

    def _reached(
        self, items: list[pytest.Item], functions: "Functions", folder: Path
    ) -> dict[tuple[str, int], set[tuple[float, str]]] | None:
        """(duration, test) of the tests that reach a line; None when a test fails as it is."""
        self.log = folder / "failed"
        parts = [items[number::CPUS] for number in range(CPUS)]
        forks = [
            _fork(_bound(self._map, part, functions, folder / str(number)))
            for number, part in enumerate(parts)
        ]
        ended = [os.waitpid(pid, 0)[1] for pid in forks]  # all of them, also after a failure
        if any(ended):
            print(self.log.read_text() if self.log.exists() else f"a run ended with {ended}")
            return None
        self.log = None
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
                    self.results[mutant] = "unreached"
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
            self.results[mutant] = ENDS.get(os.waitstatus_to_exitcode(status), "broken")
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
            os._exit(INVALID)
        for item, following in zip(items, [*items[1:], None], strict=True):
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            except KeyboardInterrupt:  # of a test about Ctrl-C: pytest reports it to nobody
                os._exit(KILLED)
            if self.failed:
                os._exit(KILLED)
        os._exit(SURVIVED)


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
    """The id of a process that does the work, which ends it; else it is broken."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001  # pytest's own ways to stop are none of Exception
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(BROKEN)
    return pid


def save(results: dict[Mutant, str]) -> None:
    """Also while mutants are still running: an interrupted run is worth something too."""
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({m.key: r for m, r in results.items()}, indent=1))
