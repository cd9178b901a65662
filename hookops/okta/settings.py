"""The API token of an org, from the environment variables that people already export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hookops.model.errors import AuthError, InvalidInput
from hookops.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Family:
    """One tool's names for the same settings."""

    token: str
    url: tuple[str, ...]
    """Variables that give the org, joined by a dot."""


FAMILIES = (
    Family("HOOKOPS_API_TOKEN", ("HOOKOPS_ORG_URL",)),
    Family("OKTA_CLIENT_TOKEN", ("OKTA_CLIENT_ORGURL",)),
    Family("OKTA_API_TOKEN", ("OKTA_ORG_NAME", "OKTA_BASE_URL")),
)
"""In the order in which they win.

Source: README of okta-sdk-python and okta-sdk-golang; terraform-provider-okta docs/index.md.
"""


# A name of DNS with a dot in it, or this computer, where the emulator is.
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}|localhost|127[\d.]+|::1"
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API token and the variable it came from."""

    token: Secret
    variable: str


def credentials(env: Mapping[str, str], url: str) -> Credentials:
    """The token for the org at `url`.

    Raises: InvalidInput when there is none, when HTTP cannot carry it, or when its family of
    variables names another org. AuthError when it does not have the shape of a token. Neither
    message has its value.
    """
    for family in FAMILIES:
        if family.token not in env:
            continue
        # OKTA_ORG_NAME and OKTA_BASE_URL are two halves of one host.
        named = ".".join(env[name] for name in family.url if env.get(name))
        # A manifest names the org; a token of another one must not be sent there.
        variables = " and ".join(name for name in family.url if env.get(name))
        if named and _host(named, variables) != _host(url):
            raise InvalidInput(
                f"{family.token} goes with {variables}, which names "
                f"{_host(named)}, but the organization is {_host(url)}",
                "export the token of this organization, as HOOKOPS_API_TOKEN",
            )
        return Credentials(_token(env[family.token], family.token), family.token)
    raise InvalidInput(
        f"no API token for {_host(url)} in the environment",
        "export HOOKOPS_API_TOKEN (OKTA_CLIENT_TOKEN and OKTA_API_TOKEN are read as well)",
    )


def _token(text: str, variable: str) -> Secret:
    # Files and mounts of secrets often end with a line break that is no part of the token.
    value = text.removesuffix("\n").removesuffix("\r")
    shape = _shape(value.strip())
    if shape:
        raise AuthError(f"{variable} {shape}", "its value is not shown")
    if complaint := Secret(value).malformed():
        raise InvalidInput(f"{variable} {complaint}", "its value is not shown")
    return Secret(value)


def _shape(value: str) -> str:
    # Mistakes of copying that Okta would answer with a bare 401.
    if not value:
        return "is empty"
    if value[0] in "\"'" or value[-1] in "\"'":
        return "has quotes around it"
    if value.lower().startswith(("ssws ", "bearer ", "dpop ")):
        return f"begins with {value.split()[0]}: give the token alone"
    return ""


def _host(url: str, variables: str = "url") -> str:
    """Host and port; never the user information that a URL may have by mistake.

    Raises: InvalidInput, without the text, when there is no host in it: it may be a token.
    """
    try:
        # Without `//` urlsplit takes the host for a scheme or a path.
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if not _HOST.fullmatch(host):
        raise InvalidInput(
            f"{variables}: this is not the URL of an org",
            "write https:// and the org's host; its value is not shown",
        )
    return f"{host}:{port}" if port else host
