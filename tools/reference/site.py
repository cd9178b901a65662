"""The documents as a site: `site.py ZENSICAL`, which `make docs` calls.

Links of pages lead out of docs/ as well, to a recipe of CI or to a schema. So the site
is made of a copy of the tree's documents, each where it lies in the tree: no link is rewritten.
A link or an anchor that leads nowhere ends it with 1.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "zensical.toml"
COPIED = ("*.md", "ci/*", "schemas/*", "LICENSE")
_FENCE = re.compile(r"^(```\w+) .*$", re.MULTILINE)
NOT_COPIED = ("changelog.d/", "tests/")
"""Fragments are read in the changelog."""


def main(zensical: str) -> int:
    """The exit code of the generator."""
    project = tomllib.loads(SETTINGS.read_text())["project"]
    source = ROOT / project["docs_dir"]
    shutil.rmtree(source, ignore_errors=True)
    for name in _names():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        # What a fence says of its block beside the language is for tests; the generator takes
        # such a fence for text.
        text = (ROOT / name).read_text(encoding="utf-8")
        (source / name).write_text(_FENCE.sub(r"\1", text), encoding="utf-8")
    command = [zensical, "build", "--clean", "--strict", "--config-file", str(SETTINGS)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        # Its own traceback says that --strict is set, and no more.
        print(done.stdout + done.stderr.partition("Traceback")[0])
        return 1
    print(f"{project['site_dir']}: {len([*(ROOT / project['site_dir']).rglob('*.html')])} pages")
    return 0


def _names() -> list[str]:
    """Files of Git, and new ones that it does not ignore."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *COPIED]
    done = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    names = [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [name for name in names if not name.startswith(NOT_COPIED)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
