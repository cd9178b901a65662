"""Carries a Dockerfile out in a folder, as far as it goes: `dockerfile.py REPO FOLDER`.

Nothing here can build an image. But COPY and RUN of the first stage are files and a shell: with
the folders of the image below FOLDER they must end in a hookops that runs.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ABSOLUTE = re.compile(r"(?<![\w./])/(opt|wheel)\b")


def instructions(text: str) -> list[tuple[str, str]]:
    """Name and rest of each instruction of the first stage."""
    whole = re.sub(r"\\\n\s*", "", "\n".join(x for x in text.splitlines() if x[:1] != "#"))
    first = whole.split("\nFROM ")[0]
    found = [line.partition(" ") for line in first.splitlines() if line.strip()]
    return [(name, rest) for name, _, rest in found]


def ignored(repo: Path) -> set[str]:
    """What .dockerignore lets through, at the top of the context."""
    lines = (repo / ".dockerignore").read_text().splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def copy(repo: Path, work: Path, rest: str) -> None:
    *sources, target = rest.split()
    for source in sources:
        assert source in ignored(repo), f"{source} is not in the context"
        path = repo / source
        if path.is_dir():
            shutil.copytree(path, work / target)
        else:
            place = work / target / path.name if target.endswith("/") else work / target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)


def main() -> None:
    repo, image = (Path(path).resolve() for path in sys.argv[1:])
    work = image / "src"
    work.mkdir(parents=True)
    for name, rest in instructions((repo / "Dockerfile").read_text()):
        if name == "COPY":
            copy(repo, work, rest)
        if name == "RUN":
            script = ABSOLUTE.sub(lambda hit: str(image) + hit[0], rest)
            script = script.replace("python -m venv", f"{sys.executable} -m venv")
            subprocess.run(["sh", "-ec", script], cwd=work, check=True, stdout=subprocess.DEVNULL)
    ran = [str(image / "opt" / "hookops" / "bin" / "hookops"), "--version"]
    subprocess.run(ran, check=True)


if __name__ == "__main__":
    main()
