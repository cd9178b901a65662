"""The other forms that the API may keep text in: of versions and of addresses."""

import re

_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,2}", re.ASCII)
_ADDRESS = re.compile(r"(https?)://([^/?#]*)(.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
_OWN_PORTS = {"https": "443", "http": "80"}


def version(text: str) -> str:
    """Three numbers without leading zeros; text of another form as it is.

    Source: none; emulator choice, see `Switches.version_form`.
    """
    # What is no version is kept, so that the check of versions can name it.
    if _VERSION.fullmatch(text) is None:
        return text
    numbers = [str(int(number)) for number in text.split(".")]
    return ".".join([*numbers, "0", "0"][:3])


def address(uri: str) -> str:
    """Scheme and host in lower case, without the scheme's own port and a slash that is alone.

    Source: none; emulator choice, see `Switches.uri_form`.
    """
    parts = _ADDRESS.fullmatch(uri)
    if parts is None:
        return uri
    scheme, authority, rest = parts[1].lower(), parts[2], parts[3]
    # A host is not case-sensitive, a user before it is. Source: RFC 3986, 6.2.2.1.
    user, at, host = authority.rpartition("@")
    host = host.lower().removesuffix(":" + _OWN_PORTS[scheme]).removesuffix(":")
    return f"{scheme}://{user}{at}{host}{'' if rest == '/' else rest}"
