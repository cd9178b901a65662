"""A release: `release.py VERSION FOLDER`, which `make release` calls. It uploads nothing.

Sets the version, moves the fragments into the changelog, commits that, builds wheel, sdist and
bill of materials into the folder, and tags the commit last, when the wheel is what the tag says.
"""

import os
import re
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import reproducible_wheel

ROOT = Path(__file__).resolve().parents[2]
VERSION_FILE = Path("hookops", "__init__.py")
BRANCH = "main"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_SET = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)


class Refused(Exception):
    """Why there is no release, in one sentence."""


def main(version: str, out: Path) -> int:
    """The exit code; each file is named, and how to take the release back where it fails."""
    try:
        check(ROOT, version)
    except Refused as problem:
        print(f"error: {problem}")
        return 1
    _commit(version)
    try:
        files = _build(version, out)
    except (Refused, subprocess.CalledProcessError) as problem:
        print(f"error: {problem}; nothing is tagged: git reset --hard HEAD~1 takes the commit back")
        return 1
    _git(ROOT, "tag", "--annotate", f"v{version}", "--message", f"hookops {version}")
    print("\n".join(str(path) for path in files))
    print(f"tagged v{version}; next: git push origin {BRANCH} v{version}")
    return 0


def check(root: Path, version: str) -> None:
    """The tree at `root` can become that version. Raises: Refused."""
    if not _VERSION.fullmatch(version):
        raise Refused(f"{version or 'nothing'} is no version: make release VERSION=1.2.3")
    now = current(root)
    if _parts(version) <= _parts(now):
        raise Refused(f"{version} is not greater than {now}, which {VERSION_FILE} has")
    branch = _git(root, "branch", "--show-current").strip()
    if branch != BRANCH:
        raise Refused(f"the branch is {branch or 'none'}: releases are made on {BRANCH}")
    if changed := _git(root, "status", "--porcelain").splitlines():
        raise Refused(f"the tree has changes that are not committed, such as {changed[0][3:]}")
    if _git(root, "tag", "--list", f"v{version}").strip():
        raise Refused(f"the tag v{version} exists already: a version is released once")


def current(root: Path) -> str:
    """The version that the tree has."""
    found = _SET.search((root / VERSION_FILE).read_text(encoding="utf-8"))
    if found is None:
        raise Refused(f"{VERSION_FILE} has no version")
    return found[1]


def _parts(version: str) -> tuple[int, ...]:
    # `1.2.3.dev4` of somebody's branch counts as 1.2.3.
    return tuple(int(part) for part in version.split(".")[:3])


def _commit(version: str) -> None:
    path = ROOT / VERSION_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(_SET.sub(f'__version__ = "{version}"', text), encoding="utf-8")
    towncrier = [sys.executable, "-m", "towncrier", "build", "--yes", "--version", version]
    subprocess.run(towncrier, cwd=ROOT, check=True, capture_output=True)
    _git(ROOT, "add", "--all")
    _git(ROOT, "commit", "--quiet", "--message", f"release: {version}")


def _build(version: str, out: Path) -> list[Path]:
    """Wheel, sdist and bill of materials, the wheel of that version. Raises: Refused."""
    if reproducible_wheel.main(out):
        raise Refused("the wheel cannot be built twice with the same bytes")
    epoch = _git(ROOT, "log", "-1", "--format=%ct").strip()
    sdist = [sys.executable, "-m", "build", "--quiet", "--sdist", "--no-isolation"]
    subprocess.run(
        [*sdist, "--outdir", str(out)],
        cwd=ROOT,
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
    )
    subprocess.run(["make", "--silent", "sbom", f"DIST={out}"], cwd=ROOT, check=True)
    wheel, archive = out / f"hookops-{version}-py3-none-any.whl", out / f"hookops-{version}.tar.gz"
    if not archive.is_file() or version_of(wheel) != version:
        raise Refused(f"{out} has no wheel and sdist of {version}")
    return [wheel, archive, out / "hookops.cdx.json"]


def version_of(wheel: Path) -> str:
    """What the metadata of the wheel says; nothing where there is no wheel."""
    if not wheel.is_file():
        return ""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return str(HeaderParser().parsestr(archive.read(name).decode())["Version"])


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).resolve()))
