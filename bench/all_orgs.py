"""`all_orgs.py [ORGS [HOOKS [JOBS [LATENCY_S]]]]`: what `drift --all-orgs` costs beside one org.

Both in this process and in this run, against one process of emulated orgs. The floor is the larger
of the waiting (ORGS / JOBS times one org's time) and the work (ORGS times one org's CPU time);
exit code 1 above 1.3 times it, when an org gets other requests than alone, or when memory grows.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from projects import SECRET, SECRET_VALUE, TOKEN, write_project

from hookops.cli.host import Host
from hookops.cli.main import run

HERE = Path(__file__).resolve().parent
BOUND = 1.3
GROWTH = 1.25
"""So much more memory than for a fifth of the orgs is taken for flat."""
TURNS = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run."""

    wall_s: float
    cpu_s: float


def main(orgs: str = "100", hooks: str = "50", jobs: str = "20", latency_s: str = "0.02") -> int:
    """Print the figures; 1 when a bound is missed."""
    count = int(orgs)
    with tempfile.TemporaryDirectory() as name, served(latency_s, count) as u:
        folder = Path(name)
        prepare(folder, u, int(hooks))
        few = write_names(folder, u[: max(1, count // 5)])
        alone = [hookops(folder, "drift", "--org", few[0]) for _ in range(TURNS)]
        requests = asked(u[0])
        alone_paths = Counter(path for path, number in requests.items() for _ in range(number))
        hookops(folder, "drift", "--all-orgs", "--jobs", jobs)
        memory_few = peak_kib()
        write_names(folder, u)
        before = [asked(url) for url in u]
        every = hookops(folder, "drift", "--all-orgs", "--jobs", jobs)
        memory_all = peak_kib()
        got = [asked(url) - old for url, old in zip(u, before, strict=True)]
    one = Cost(median(c.wall_s for c in alone), median(c.cpu_s for c in alone))
    waiting, work = count / int(jobs) * one.wall_s, count * one.cpu_s
    floor = max(waiting, work)
    ratio, growth = every.wall_s / floor, memory_all / memory_few
    same = all(g == Counter({p: n // TURNS for p, n in alone_paths.items()}) for g in got)
    print(f"one org: {one.wall_s * 1000:.0f} ms, of which {one.cpu_s * 1000:.0f} ms CPU")
    print(f"{count} orgs: {every.wall_s:.2f} s, of which {every.cpu_s:.2f} s CPU")
    print(f"floor: waiting {waiting:.2f} s, work {work:.2f} s; {ratio:.2f} of it (at most {BOUND})")
    print(f"memory: {memory_few} KiB for a fifth, {memory_all} KiB for all; {growth:.2f}")
    print(f"requests of each org: {sum(got[0].values())}, as alone: {same}")
    return 0 if ratio <= BOUND and growth <= GROWTH and same else 1


@contextmanager
def served(latency_s: str, count: int) -> Iterator[list[str]]:
    """The addresses of so many orgs, until the block ends."""
    command = [sys.executable, str(HERE / "many_orgs.py"), TOKEN, latency_s, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[2:]
        finally:
            process.terminate()


def prepare(folder: Path, urls: Sequence[str], hooks: int) -> None:
    """Every org has the hooks of the project, and a ledger that says so."""
    write_project(folder / "first", urls[0], hooks)
    (folder / "first" / "manifests").rename(folder / "manifests")
    write_names(folder, urls[:1])
    hookops(folder, "apply", "--yes")
    urllib.request.urlopen(urllib.request.Request(f"{urls[0]}/_many/copy", method="POST"))
    text = (folder / ".hookops" / "org-0.ledger.json").read_text()
    for number, url in enumerate(urls[1:], 1):
        path = folder / ".hookops" / f"org-{number}.ledger.json"
        path.write_text(text.replace(urls[0], url))


def write_names(folder: Path, urls: Sequence[str]) -> list[str]:
    """The project has these organizations."""
    names = [f"org-{number}" for number in range(len(urls))]
    spec = {"organizations": {n: {"url": url} for n, url in zip(names, urls, strict=True)}}
    project = {"apiVersion": "hookops.dev/v1", "kind": "Project", "spec": spec}
    (folder / "hookops.yaml").write_text(json.dumps(project))
    return names


def hookops(folder: Path, *arguments: str) -> Cost:
    """What a command costs in this process. Raises: SystemExit unless it succeeds."""
    out, err = io.StringIO(), io.StringIO()
    env = {"HOOKOPS_API_TOKEN": TOKEN, SECRET: SECRET_VALUE}
    wall, cpu = time.perf_counter(), time.process_time()
    code = run(arguments, Host(env, folder, None), stdout=out, stderr=err)
    cost = Cost(time.perf_counter() - wall, time.process_time() - cpu)
    if code:
        sys.exit(f"hookops {' '.join(arguments)}: {code}\n{out.getvalue()}{err.getvalue()}")
    return cost


def asked(url: str) -> Counter[str]:
    """How often each path was asked for."""
    with urllib.request.urlopen(f"{url}/_emulator/requests") as answer:
        served = json.load(answer)
    return Counter(f"{r['method']} {r['path']}" for r in served if "POST" != r["method"])


def peak_kib() -> int:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
