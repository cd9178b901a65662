"""`hookops usage` over long logs: right figures, flat memory, one request for each page.

The log is served by a process of its own; `hookops usage` is another one, whose peak memory the
system measures. The count to compare with is made before there are events.

Run: .venv/bin/python bench/usage.py [EVENTS ...]
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "manifests" / "enrich-access-tokens.yaml"
HOOKS = [f"cal{number:04d}usagebench00" for number in range(20)]
RESULTS = {"SUCCESS": "success", "FAILURE": "failure", "UNKNOWN": "other"}


def serve(size: int, end_s: float) -> None:
    """The emulator on a free port, until a line is read; then the paths that it served."""
    import threading

    import waitress
    from usage_log import LogStore, filled

    from hookops.emulator.app import create_app

    app = create_app(LogStore(filled(size, HOOKS, end_s)), token="t0ken")
    served: list[str] = []

    def counting(environ: Any, start: Any) -> Any:
        served.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return app(environ, start)

    server = waitress.create_server(counting, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    print(server.effective_port, flush=True)
    sys.stdin.readline()
    print(json.dumps(served), flush=True)


@contextmanager
def emulator(size: int, end_s: float) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, __file__, "--serve", str(size), str(end_s)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def usage(url: str, folder: Path) -> tuple[str, float, float, float]:
    """What `hookops usage` prints as CSV, its peak memory in MiB, its seconds, and those of CPU."""
    (folder / "manifests").mkdir()
    (folder / "manifests" / MANIFEST.name).write_text(MANIFEST.read_text())
    project = {
        "apiVersion": "hookops.dev/v1",
        "kind": "Project",
        "spec": {"manifests": ["manifests"], "organizations": {"bench": {"url": url}}},
    }
    (folder / "hookops.yaml").write_text(json.dumps(project))
    env = {"PATH": os.defpath, "HOME": str(folder), "HOOKOPS_API_TOKEN": "t0ken"}
    command = [sys.executable, "-m", "hookops", "usage", "--format", "csv"]
    started = time.monotonic()
    with (folder / "out").open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
    assert status == 0, status
    seconds, cpu_s = time.monotonic() - started, used.ru_utime + used.ru_stime
    return (folder / "out").read_text(), used.ru_maxrss / 1024, seconds, cpu_s


def figures(text: str) -> Counter[tuple[str, ...]]:
    """Those of a CSV report."""
    names = ("day", "id", "event", "outcome", "reason")
    rows = csv.DictReader(StringIO(text))
    return Counter({tuple(row[n] for n in names): int(row["count"]) for row in rows if row["day"]})


def measure(size: int) -> None:
    """One line of figures. Fails when they are not those of the count."""
    from usage_log import counted

    end_s = time.time() - 60
    with emulator(size, end_s) as process, tempfile.TemporaryDirectory() as folder:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        text, peak_mib, seconds, cpu_s = usage(f"http://127.0.0.1:{port}", Path(folder))
        served = json.loads(process.communicate("\n")[0])
    expected = counted(size, HOOKS, end_s)
    wanted = Counter({(*row[:3], RESULTS[row[3]], row[4]): n for row, n in expected.items()})
    same = "equal" if figures(text) == wanted else "NOT EQUAL"
    paged = served.count("GET /api/v1/logs")
    print(
        f"{size:>8,} events: {len(wanted)} figures {same} to the count; {paged} requests to the "
        f"log for {-(-size // 1000)} pages, {len(served) - paged} for the hooks; "
        f"peak memory {peak_mib:.1f} MiB; {cpu_s:.1f} s of CPU, {seconds:.1f} s in all",
        flush=True,
    )
    if same != "equal":
        sys.exit(1)


if __name__ == "__main__":
    sys.path.append(str(ROOT / "tests"))
    if "--serve" in sys.argv:
        serve(int(sys.argv[-2]), float(sys.argv[-1]))
    else:
        for argument in sys.argv[1:] or ("10000", "100000"):
            measure(int(argument))
