"""A private key in a file that a variable names, as Terraform and the SDKs take it."""

import os
import stat
from pathlib import Path

from hookops.files.reading import Unreadable, open_regular
from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret

_LONGEST = 64 * 1024
_ENDINGS = (".pem", ".key", ".json", ".jwk")


def is_path(text: str) -> bool:
    """Whether a variable that should have a key has the path of one."""
    one_line = "\n" not in text.strip() and not text.lstrip().startswith(("{", "-----"))
    return one_line and (text.startswith(("/", "~/", "./", "../")) or text.endswith(_ENDINGS))


def read_key_file(text: str, variable: str, folder: Path, home: str) -> Secret:
    """What the file has. Raises: InvalidInput, which does not quote the path: it may be a key."""
    path = folder / (f"{home}/{text.removeprefix('~/')}" if text.startswith("~/") else text)
    try:
        handle = open_regular(path, os.O_RDONLY, links=True)
    except (Unreadable, ValueError) as problem:
        reason = problem.reason if isinstance(problem, Unreadable) else "it is no path"
        raise InvalidInput(f"{variable} names a file that cannot be read: {reason}") from None
    with os.fdopen(handle, "rb") as file:
        # Of the open file: the path may lead to another one by now.
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            text = f"{variable} names a file that other users of this computer can read or write"
            raise InvalidInput(text, "make it yours alone: chmod 600 FILE")
        data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST or not data.isascii():
        raise InvalidInput(f"{variable} names a file that is neither a PEM nor a JWK")
    return Secret(data.decode("ascii"))
