"""The wheel, built twice from the files that Git tracks: `reproducible_wheel.py FOLDER`.

The second copy lies elsewhere, with other times and other permissions. Exits with 1 when the two
wheels differ, since nobody could check then that a wheel comes from this source.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(out: Path) -> int:
    """The exit code; the name and the hash of the wheel are printed."""
    epoch = _git("log", "-1", "--format=%ct").strip()
    with tempfile.TemporaryDirectory() as folder:
        first = _build(Path(folder, "a"), epoch, umask=0o022)
        second = _build(Path(folder, "another place", "b"), epoch, umask=0o077)
        hashes = [hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in (first, second)]
        if hashes[0] != hashes[1]:
            print(f"error: two builds of {first.name} differ: {hashes[0]} and {hashes[1]}")
            return 1
        out.mkdir(parents=True, exist_ok=True)
        shutil.copy(first, out)
        print(f"{first.name} sha256:{hashes[0]}, the same twice (SOURCE_DATE_EPOCH={epoch})")
    return 0


def _build(copy: Path, epoch: str, *, umask: int) -> Path:
    # `-z`: names of files may have any character.
    before = os.umask(umask)
    try:
        for name in filter(None, _git("ls-files", "-z").split("\0")):
            # A file that is deleted and not committed yet is listed, and is not there.
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, copy / name)
        command = [sys.executable, "-m", "build", "--quiet", "--wheel", "--no-isolation", "."]
        subprocess.run(
            command, cwd=copy, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": epoch}
        )
    finally:
        os.umask(before)
    (wheel,) = (copy / "dist").glob("*.whl")
    return wheel


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
