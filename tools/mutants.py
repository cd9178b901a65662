"""Makes small mistakes in the code, one at a time, and prints those that no test notices.

    python tools/mutants.py [--only TEXT] [--sample N] [--seed TEXT]

pytest collects the tests once. For each mutant a fork of that process replaces the code of one
function and runs the tests that reach the changed statement, quickest first, until one fails.

Why this is no library: docs/decisions/0015-mutants-without-a-library.md.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import mutations
import pytest
from mutant_runs import Session, save
from mutations import Mutant

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tests" / "mutants.toml"
TESTS = (
    *("reconcile", "apply", "ledger", "files", "okta", "kinds", "secrets", "model", "manifest"),
    "report",
    "stores",
)
SLOW_TESTS = ("flows", "properties")
GROUPS = {
    "guards": tuple(
        f"hookops/reconcile/passes/{name}.py"
        for name in ("guards", "amounts", "secret_hosts", "in_use")
    ),
    "secrets": (
        "hookops/secrets/",
        "hookops/model/secret.py",
        "hookops/model/search/encodings.py",
        "hookops/reconcile/secret_changes.py",
    ),
    "reconcile": ("hookops/reconcile/",),
    "apply": ("hookops/apply/",),
    "ledger": ("hookops/ledger/", "hookops/files/"),
    "okta": ("hookops/okta/",),
    "kinds": ("hookops/kinds/",),
}  # fmt: skip
"""The first group that fits counts."""
WITH_SERVERS = "hookops/ledger/postgres"
"""What no test reaches without a server: tests/stores/run.sh starts one."""
ALIVE = ("survived", "unreached")
NOTICED = ("killed", "timeout")
SAMPLE_ENOUGH_S = 10.0
"""A sample has a minute: where half the suite reaches a line, the quickest tests have to do. So a
sample may show a survivor that a whole run does not have."""
SAMPLE_LEAST = 70
"""Percent. A sample of 60 of code that is at 85 % falls below it once in 600 times."""


def main() -> int:
    """Run, print scores and survivors; 1 when a score is too low, a survivor is not listed, or a
    fork broke."""
    options = _options()
    chosen = [mutant for mutant in every_mutant() if options.only in mutant.key]
    if options.sample:
        seed = options.seed or _commit()
        print(f"a sample of {options.sample} of {len(chosen)} mutants; SEED={seed}", flush=True)
        chosen = random.Random(seed).sample(chosen, min(options.sample, len(chosen)))
    session = Session(sorted(chosen), SAMPLE_ENOUGH_S if options.sample else math.inf)
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
        if not mutant.path.startswith(WITH_SERVERS)
    ]


def group_of(mutant: Mutant) -> str:
    """The name of its score."""
    return next(name for name, parts in GROUPS.items() if mutant.path.startswith(parts))


def _commit() -> str:
    done = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout.strip()


def report(results: dict[Mutant, str], *, sampled: bool) -> int:
    """Print scores by group and the survivors that are not listed."""
    listed = tomllib.loads(LISTED.read_text())
    reasons = {entry["mutant"]: entry for entry in listed.get("survivor", [])}
    equal = {key for key, entry in reasons.items() if entry.get("equivalent")}
    counted = {m: r for m, r in results.items() if r != "invalid" and m.key not in equal}
    save(results)
    print(f"\n{'group':12}{'mutants':>9}{'killed':>8}{'timeout':>9}{'score':>8}{'least':>8}")
    low = []
    for name, least in listed["least"].items():
        found = [result for mutant, result in counted.items() if group_of(mutant) == name]
        print(f"{_row(name, found)}{least:7}%")
        low += [name] if score_of(found) < least else []
    print(_row("all", [*counted.values()]))
    broken = [mutant for mutant, result in counted.items() if result == "broken"]
    for mutant in broken:
        print(f"broken, neither killed nor survived: {mutant.path}:{mutant.line}  {mutant.key}")
    survivors = sorted(m for m, result in counted.items() if result in ALIVE)
    unlisted = [mutant for mutant in survivors if mutant.key not in reasons]
    print(
        f"\n{len(survivors)} survived, {len(unlisted)} of them not in {LISTED.relative_to(ROOT)}:"
    )
    for mutant in unlisted:
        note = "  (no test reaches it)" if results[mutant] == "unreached" else ""
        print(f"  {mutant.path}:{mutant.line}  {mutant.key}{note}")
    # To be completed and moved to LISTED. Texts of JSON are texts of TOML.
    entries = [f'[[survivor]]\nmutant = {json.dumps(m.key)}\nreason = ""\n' for m in unlisted]
    (ROOT / ".hookops" / "survivors.toml").write_text("\n".join(entries))
    if sampled:
        return int(bool(broken) or score_of([*counted.values()]) < SAMPLE_LEAST)
    gone = reasons.keys() - {mutant.key for mutant, r in results.items() if r in ALIVE}
    for key in sorted(gone):
        print(f"listed, but killed or gone: {key}")
    return int(bool(low or unlisted or gone or broken))


def score_of(results: Sequence[str]) -> float:
    """How many percent of them were noticed; an endless loop is noticed by its end."""
    return 100 * sum(r in NOTICED for r in results) / len(results) if results else 100.0


def _row(name: str, found: list[str]) -> str:
    killed, timeouts = found.count("killed"), found.count("timeout")
    return f"{name:12}{len(found):9}{killed:8}{timeouts:9}{score_of(found):7.1f}%"


if __name__ == "__main__":
    sys.exit(main())
