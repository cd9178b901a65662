"""Pinned packages, and what SECURITY.md says of them."""

import re
import tomllib
from pathlib import Path

import pytest
import vulnerabilities
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
LOCKS = {"ci": 30, "clouds": 30, "runtime": 30, "tools": 30, "docs": 10}
"""Each with the fewest packages that it has."""
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
COMMENT = re.compile(r"^    # ")


def lines(lock: str) -> list[str]:
    return (ROOT / "requirements" / f"{lock}.lock").read_text().splitlines()


def pins(lock: str) -> dict[str, set[Version]]:
    """The versions of each package: several where they differ by a marker."""
    found: dict[str, set[Version]] = {}
    for pin in filter(None, map(PIN.match, lines(lock))):
        found.setdefault(canonicalize_name(pin[1]), set()).add(Version(pin[2]))
    return found


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras."""
    texts = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        texts += PROJECT["project"]["optional-dependencies"][extra]
    found = [Requirement(text) for text in texts]
    return [each for each in found if each.name != "hookops"]


def missing(lock: str, requirements: list[Requirement]) -> list[str]:
    found = pins(lock)
    return [
        str(each)
        for each in requirements
        if not any(map(each.specifier.contains, found.get(canonicalize_name(each.name), ())))
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_its_hashes(lock):
    """A lock has pins, hashes and comments, and nothing else: no URL, no option, no other index."""
    strange = [line for line in lines(lock) if not any(p.match(line) for p in (PIN, HASH, COMMENT))]
    after = [b for a, b in zip(lines(lock), lines(lock)[1:], strict=False) if PIN.match(a)]

    assert [] == strange
    assert all(HASH.match(line) for line in after)
    assert len(pins(lock)) > LOCKS[lock]


def test_locks_are_in_step_with_the_project():
    """Each requirement has a pin that it admits; else `make lock` was forgotten."""
    extras = ("emulator", "metrics", "notify", "postgres", "report", "state")
    building = [Requirement(text) for text in PROJECT["build-system"]["requires"]]

    assert [] == missing("ci", [*wanted(*extras, "dev"), *building])
    assert [] == missing("runtime", wanted(*extras))


def test_the_image_is_built_with_what_is_tested():
    """What builds the wheel has its hashes, and the versions that CI has."""
    building = [Requirement(text) for text in PROJECT["build-system"]["requires"]]
    strange = [x for x in lines("build") if not any(p.match(x) for p in (PIN, HASH, COMMENT))]

    assert [] == strange
    assert [] == missing("build", building)
    assert {} == {n: v for n, v in pins("build").items() if not v <= pins("ci")[n]}


def test_what_is_installed_is_what_is_tested():
    """The image has no other version of a package than CI has."""
    tested = pins("ci")

    assert {} == {name: v for name, v in pins("runtime").items() if not v <= tested[name]}


def test_security_names_the_promises():
    """SECURITY.md has the promises about secrets and trust, P14 to P23."""
    text = (ROOT / "SECURITY.md").read_text()

    assert [f"P{n}" for n in range(14, 24)] == re.findall(
        r"^- \*\*(P\d+)\.\*\*", text, re.MULTILINE
    )
    assert [] == [
        name for name in re.findall(r"`make (\w+)`", text) if f"\n{name}:" not in MAKEFILE
    ]


@pytest.mark.parametrize(
    ("env", "code", "word"), [({}, 0, "skipped"), ({"AUDIT": "required"}, 1, "error")]
)
def test_audit_says_that_it_skipped(env, code, word, capsys):
    """Where the database cannot be reached, nothing is looked up, and the message says so."""
    arguments = ["/nowhere", "requirements/ci.lock"]

    assert code == vulnerabilities.main(arguments, env, "http://127.0.0.1:9/")
    assert capsys.readouterr().out.startswith(f"{word}: nothing was looked up")
