"""What can lie where a file is expected."""

import os
import socket
from collections.abc import Callable
from pathlib import Path


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def listener(path: Path) -> None:
    """A socket of somebody who has gone; its name is short, since the system's limit is 107."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


def link(path: Path) -> None:
    target = path.with_name("target")
    target.write_text("mine")
    path.symlink_to(target)


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def large(path: Path) -> None:
    """Ten gigabytes that take no space."""
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    path.chmod(0o600)


SPECIAL: dict[str, Callable[[Path], None]] = {
    "it is a named pipe, not a file": pipe,
    "it is a folder, not a file": folder,
    "it is a socket, not a file": listener,
}
"""By what is said of it."""
LINKS = (link, link_to_nothing, link_to_a_device)
