"""Files that a person may take for manifests and that hookops does not read: each is a warning.

A skipped manifest reads as "not desired", which a plan with --prune turns into a delete.
"""

import codecs
import os
import re
from itertools import islice
from pathlib import Path

from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, describe_special, read_start

# JSON is YAML, and tools that write manifests write JSON.
SUFFIXES = (".yaml", ".yml", ".json")

# x.yaml~, x.yaml.bak, x.yaml.txt, x.ymal; hidden files too: .x.yaml.
_LIKE = re.compile(r"\.(?:y[aml]{2,5}|json[c5]?)(?![a-z0-9])", re.IGNORECASE)
# What people append or leave out to set a file aside; of these only the text can tell.
_PLAIN = frozenset({"", ".txt", ".bak", ".old", ".orig", ".off", ".disabled", ".save", ".tmp"})
_FIELD = re.compile(rb"""\{|["']?(?:apiVersion|kind|metadata|spec)["']?\s*:""")
_VERSION = b"hookops.dev/"
_START = 4096
_LOOKED_AT = 2_000

_MOVE = "or move it out of the folder"


def is_manifest(name: str) -> bool:
    """Whether a file of this name is read: .YAML is .yaml, and hidden files are passed over."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def skipped_file(path: Path, within: Boundary) -> tuple[str, str] | None:
    """What to tell of a file that is not read, and what to do; None for what is no manifest."""
    name = path.name
    # Nearly every file ends here, unread.
    like = _LIKE.search(name) is not None
    if not like and path.suffix.lower() not in _PLAIN:
        return None
    if name.startswith("."):
        # Editors and tools have hidden YAML files of their own; a link that leads nowhere is
        # what Emacs locks x.yaml with, and looks like a mistake.
        if not like or starts_as_manifest(path, within) is False:
            return None
        text = "this file is hidden, and not read"
        return text, f"remove the dot at the start of its name, {_MOVE}"
    if not like and not starts_as_manifest(path, within):
        return None
    return (
        "this file is not read: its name does not end in .yaml, .yml or .json",
        f"rename it if it is a manifest, {_MOVE}",
    )


def skipped_folder(path: Path, within: Boundary) -> tuple[str, str] | None:
    """The same of a hidden folder, when a manifest lies in it, however deep."""
    # Git keeps no file under its own name, and thousands of others.
    if path.name == ".git" or path.is_symlink():
        return None
    # Kubernetes keeps what it mounts in a hidden folder, and the files beside it lead there.
    if path.name.startswith("..") and (path.parent / "..data").is_symlink():
        return None
    names = (Path(here, name) for here, _, names in os.walk(path) for name in names)
    # A cache may have as many files as a disk: the first ones say what it is.
    if not any(_is_manifest_text(file, within) for file in islice(names, _LOOKED_AT)):
        return None
    text = "this folder is hidden, so the manifests in it are not read"
    return text, f"remove the dot at the start of its name, {_MOVE}"


def _is_manifest_text(path: Path, within: Boundary) -> bool:
    return path.name.lower().endswith(SUFFIXES) and starts_as_manifest(path, within) is True


def starts_as_manifest(path: Path, within: Boundary) -> bool | None:
    """Whether the text begins with a manifest's fields; None when it cannot be read."""
    # A pipe or a device has no text, and is no file that somebody forgot.
    if describe_special(path, links=True):
        return False
    try:
        head = read_start(path, _START, within)
    except Unreadable:
        return None
    # A manual has a sentence above its example, a manifest comments and `---` at most.
    lines = (line.strip() for line in head.removeprefix(codecs.BOM_UTF8).splitlines())
    first = next((line for line in lines if line and not line.startswith((b"#", b"---"))), b"")
    return _FIELD.match(first) is not None and _VERSION in head
