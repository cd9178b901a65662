"""A private key in a file that a variable names, as Terraform and the SDKs take it."""

from pathlib import Path

from hookops.files.reading import Unreadable, read_private
from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret

_LONGEST = 64 * 1024
_ENDINGS = (".pem", ".key", ".json", ".jwk")


def is_path(text: str) -> bool:
    """Whether a variable that should have a key has the path of one."""
    text = text.strip()
    one_line = "\n" not in text and not text.startswith(("{", "-----"))
    return one_line and (text.startswith(("/", "~/", "./", "../")) or text.endswith(_ENDINGS))


def read_key_file(text: str, variable: str, folder: Path, home: str) -> Secret:
    """What the file has. Raises: InvalidInput, which does not quote the path: it may be a key."""
    path = folder / (f"{home}/{text.removeprefix('~/')}" if text.startswith("~/") else text)
    try:
        data = read_private(path, _LONGEST)
    except (Unreadable, ValueError) as problem:
        # A zero byte makes no path.
        reason = problem.reason if isinstance(problem, Unreadable) else "it is no path"
        text = f"{variable} names a file that hookops does not read: {reason}"
        raise InvalidInput(text, "it has to be there, and yours alone: chmod 600 FILE") from None
    if not data.isascii():
        raise InvalidInput(f"{variable} names a file that is neither a PEM nor a JWK")
    return Secret(data.decode("ascii"))
