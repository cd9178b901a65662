"""What a pull request can put in the place of a file: links, and things that are no files."""

import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hookops.cli.host import Host
from hookops.cli.main import run as main

CANARY = "canary-of-the-machine"
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec: {organizations: {local: {emulator: .hookops/local.db}}}
"""
KEY = f"{{apiVersion: hookops.dev/v1, kind: HookKey, metadata: {{name: {CANARY}}}, spec: {{}}}}\n"


@dataclass(frozen=True)
class World:
    """A repository, and what lies beside it on the machine."""

    repository: Path
    outside: Path
    """A folder that is none of the repository's."""

    def victims(self) -> dict[str, bytes]:
        """Everything outside of the repository."""
        return {
            str(path.relative_to(self.outside)): path.read_bytes()
            for path in sorted(self.outside.rglob("*"))
            if path.is_file()
        }


Plant = Callable[[World, Path], None]


def to_file(world: World, place: Path) -> None:
    place.symlink_to(world.outside / "victim")


def relative(world: World, place: Path) -> None:
    place.symlink_to(os.path.relpath(world.outside / "victim", place.parent))


def through_a_link(world: World, place: Path) -> None:
    (world.repository / "away").symlink_to(world.outside)
    place.symlink_to(os.path.relpath(world.repository / "away" / "victim", place.parent))


def through_two(world: World, place: Path) -> None:
    to_file(world, world.repository / "second")
    place.symlink_to(world.repository / "second")


def above_through_a_link(world: World, place: Path) -> None:
    """`..` of what a link leads to is outside, though it reads as if it were inside."""
    (world.repository / "deep").symlink_to(world.outside / "deep")
    place.symlink_to(world.repository / "deep" / ".." / "victim")


def folder_out(world: World, place: Path) -> None:
    """The folder of the file is a link."""
    place.parent.rmdir()
    place.parent.symlink_to(world.outside)
    (world.outside / place.name).write_bytes((world.outside / "victim").read_bytes())


def folder_above_out(world: World, place: Path) -> None:
    """The folder above that is one, to a repository of somebody else."""
    (world.outside / ".git").mkdir()
    (world.outside / "hookops.yaml").write_text("")
    place.parent.rmdir()
    place.parent.symlink_to(os.path.relpath(world.outside / "deep", place.parent.parent))
    (world.outside / "deep" / place.name).write_bytes((world.outside / "victim").read_bytes())


LEAD_OUT: dict[str, Plant] = {
    "a link to a file": to_file,
    "a relative link": relative,
    "a link through a linked folder": through_a_link,
    "a link to a link": through_two,
    "a link with .. behind a link": above_through_a_link,
    "a folder that is a link": folder_out,
    "a folder that is a link to another repository": folder_above_out,
}
"""Ways out of the repository; each leads to a copy of the victim."""


def nowhere(world: World, place: Path) -> None:
    place.symlink_to(world.outside / "new")


def nowhere_folder(world: World, place: Path) -> None:
    place.parent.rmdir()
    place.parent.symlink_to(world.outside / "new")


def device(_world: World, place: Path) -> None:
    place.symlink_to("/dev/zero")


def process(_world: World, place: Path) -> None:
    place.symlink_to("/proc/self/environ")


def pipe(_world: World, place: Path) -> None:
    os.mkfifo(place)


def folder(_world: World, place: Path) -> None:
    place.mkdir()


def loop(_world: World, place: Path) -> None:
    place.symlink_to(place.name)


def pipe_outside(world: World, place: Path) -> None:
    os.mkfifo(world.outside / "pipe")
    place.symlink_to(world.outside / "pipe")


NO_FILES: dict[str, Plant] = {
    "a link to nothing": nowhere,
    "a folder that is a link to nothing": nowhere_folder,
    "a link to a device": device,
    "a link to the environment": process,
    "a named pipe": pipe,
    "a folder": folder,
    "a link to itself": loop,
    "a link to a pipe": pipe_outside,
}
"""What is no file, whoever follows it."""


def make_world(folder: Path, text: str) -> World:
    """A repository, and a victim of that text beside it."""
    world = World(folder / "repository", folder / "outside")
    (world.repository / ".git").mkdir(parents=True)
    (world.outside / "deep").mkdir(parents=True)
    (world.outside / "victim").write_text(text)
    return world


def run(world: World, *words: str) -> tuple[int, str]:
    """Exit code, and all that a command prints when it is started in the repository."""
    out, err = io.StringIO(), io.StringIO()
    env = {"HOOKOPS_SECRET_TOKEN_HOOK": "a-secret-of-the-hook-70110", "HOME": "/nowhere"}
    host = Host(env, world.repository, io.StringIO())
    code = main(words, host, stdout=out, stderr=err)
    return code, out.getvalue() + err.getvalue()


FORGED = re.compile(
    r"^::|##\[|##vso\[|section_(?:start|end):|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]",
    re.MULTILINE,
)
"""What no line of the output may begin with, or have: commands of CI systems, controls."""
