"""Secrets from files below one folder."""

import os
import socket
from pathlib import Path

import pytest
from secret_sources.contexts import context

from hookops.secrets.source import SourceError
from hookops.secrets.sources.file import resolve

CANARY = "CANARY-of-a-file-8812"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "secrets"
    (folder / "hooks").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    return folder


def read(root, path):
    return resolve(path, "", context(root, {"HOOKOPS_SECRETS_ROOT": str(root)}))


def refuse(root, path):
    """Why nothing is read."""
    with pytest.raises(SourceError) as found:
        read(root, path)
    assert CANARY not in found.value.reason
    return found.value.reason


def put(path, text=CANARY, mode=0o600):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o444, 0o600, 0o644])
def test_a_file(root, mode):
    """As mounts have them: read by anybody, written by nobody else."""
    put(root / "hooks/token", f"{CANARY}\n", mode)

    assert f"{CANARY}\n" == read(root, "hooks/token")


def test_a_mount_of_kubernetes(root):
    """Its links stay inside: `token` leads to `..data/token`, and that to a folder of a version."""
    put(root / "..2026_11_27/token")
    (root / "..data").symlink_to("..2026_11_27")
    (root / "token").symlink_to("..data/token")

    assert CANARY == read(root, "token")


def test_a_root_that_is_a_link(root, tmp_path):
    """The environment names the folder, so the way to it is in nobody else's hands."""
    put(root / "token")
    (tmp_path / "mount").symlink_to(root)

    assert CANARY == read(tmp_path / "mount", "token")


def shapes(root: Path, outside: Path) -> dict[str, str]:
    """Makes what is no file that may be read; why each is refused, by its name."""
    target = put(outside / "target")
    (root / "link").symlink_to(target)
    (root / "relative-link").symlink_to("../outside/target")
    (root / "folder-link").symlink_to(outside)
    (root / "chain-1").symlink_to("chain-2")
    (root / "chain-2").symlink_to(target)
    (root / "loop").symlink_to("loop")
    (root / "dangling").symlink_to("nothing")
    (root / "process").symlink_to("/proc/self/environ")
    (root / "input").symlink_to("/dev/stdin")
    (root / "zero").symlink_to("/dev/zero")
    os.link(put(outside / "shared"), root / "hard-link")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(root / "socket"))
    put(root / "group", mode=0o660)
    put(root / "world", mode=0o666)
    put(root / "large", "x" * (64 * 1024 + 1))
    os.truncate(put(root / "hole"), 1 << 40)
    (root / "bytes").write_bytes(b"\xff\xfe")
    put(root / "a-file")
    return {
        "link": "a link leads out",
        "relative-link": "a link leads out",
        "folder-link/target": "a link leads out",
        "chain-1": "a link leads out",
        "loop": "",
        "dangling": "there is no such file",
        "process": "a link leads out",
        "input": "a link leads out",
        "zero": "a link leads out",
        "hard-link": "another name",
        "pipe": "a named pipe",
        "socket": "a socket",
        "hooks": "a folder",
        "group": "its group can write it",
        "world": "every user of this computer can write it",
        "large": "bytes",
        "hole": "bytes",
        "bytes": "no text in UTF-8",
        "a-file/token": "",
        "nothing": "there is no such file",
    }


@pytest.mark.promise("P14")
def test_twenty_shapes(root, tmp_path):
    """TH3: none is read, none blocks, and each says why."""
    every = shapes(root, tmp_path / "outside")

    for path, reason in every.items():
        assert reason in refuse(root, path), path
    assert 20 == len(every)


def test_a_folder_that_becomes_a_link(root, tmp_path):
    """Where a step of the path leads is decided while it is opened, not before."""
    put(tmp_path / "outside/token")
    (root / "hooks").rmdir()
    (root / "hooks").symlink_to(tmp_path / "outside")

    assert "a link leads out" in refuse(root, "hooks/token")


def test_a_root_that_is_relative(root):
    """It would be another folder wherever hookops is started."""
    with pytest.raises(SourceError, match="no absolute path"):
        resolve("token", "", context(root, {"HOOKOPS_SECRETS_ROOT": "secrets"}))


def test_no_root(root):
    """Without the variable it is where Docker mounts secrets, and the message says where."""
    with pytest.raises(SourceError, match="/run/secrets"):
        resolve("hooks/nothing-of-this-name", "", context(root))
