"""The API token of an org, from the environment variables that people already export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hookops.model.errors import AuthError, GuardError, InvalidInput
from hookops.model.secret import Secret
from hookops.network.credential_names import TOKEN, check_token_name
from hookops.network.org_url import PIN, is_emulator, is_trusted


@dataclass(frozen=True, slots=True)
class Family:
    """One tool's names for the same settings."""

    token: str
    url: tuple[str, ...]
    """Variables that give the org, joined by a dot."""


FAMILIES = (
    Family(TOKEN, (PIN,)),
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
    emulated: bool = False
    """Whether only an emulator can be there: on this computer, with a token that no org issues."""


def credentials(
    env: Mapping[str, str], url: str, *, named: bool = False, token_from: str = ""
) -> Credentials:
    """The token for the org at `url`, which may get it.

    Shape: `named` when the command line gives the URL, which counts as the environment's word;
    `token_from` is the variable that the project file names, and no other has the token then.
    Raises: InvalidInput when there is none, when HTTP cannot carry it, or when a variable names
    another org. AuthError when it does not have the shape of a token. GuardError when the host is
    neither Okta's nor one that the environment names, or `named` against its pin. No message has
    its value.
    """
    if named:
        _check_named(env, url)
    found = _family(env, token_from)
    # The pin holds whichever tool's token is there.
    _check_org(env, url, (PIN,), "while it is set, hookops speaks to no other org")
    if found is not None:
        own = f"it goes with {found.token}: export the token of this organization"
        _check_org(env, url, found.url, f"{own}, as HOOKOPS_API_TOKEN")
    if found is None:
        _check_host(env, url, can_be_real=False, named=named)
        others = "(OKTA_CLIENT_TOKEN and OKTA_API_TOKEN are read as well)"
        hint = f"{token_from}, which hookops.yaml names" if token_from else f"{TOKEN} {others}"
        raise InvalidInput(f"no API token for {_host(url)} in the environment", f"export {hint}")
    token = _token(env[found.token], found.token)
    can_be_real = may_be_issued(env[found.token])
    _check_host(env, url, can_be_real=can_be_real, named=named)
    return Credentials(token, found.token, is_emulator(url, can_be_real=can_be_real))


def _check_org(env: Mapping[str, str], url: str, names: tuple[str, ...], hint: str) -> None:
    """The variables name this org, or none. Raises: InvalidInput."""
    # OKTA_ORG_NAME and OKTA_BASE_URL are two halves of one host.
    named = ".".join(env[name] for name in names if env.get(name))
    # A manifest names the org; a token of another one must not be sent there.
    variables = " and ".join(name for name in names if env.get(name))
    if named and _host(named, variables) != _host(url):
        raise InvalidInput(
            f"{variables} names {_host(named)}, but the organization is {_host(url)}", hint
        )


def _family(env: Mapping[str, str], token_from: str) -> Family | None:
    """Whose token is there. Raises: GuardError for a name that a project file may not have."""
    if not token_from:
        return next((family for family in FAMILIES if family.token in env), None)
    check_token_name(token_from, env)
    # A tool's own variables say which org its token is for, also where a project names it.
    known = {family.token: family for family in FAMILIES}
    family = known.get(token_from, Family(token_from, ()))
    return family if token_from in env else None


def _check_named(env: Mapping[str, str], url: str) -> None:
    """Raises: GuardError when the job is pinned to another org than the command line names."""
    pin = env.get(PIN, "")
    if pin and _host(pin, PIN) != _host(url):
        raise GuardError(
            f"--url names {_host(url)}, and {PIN} names {_host(pin, PIN)}",
            f"while {PIN} is set, hookops speaks to no other org; unset it to look at this one",
        )


def _check_host(env: Mapping[str, str], url: str, *, can_be_real: bool, named: bool) -> None:
    """Raises: GuardError for a host that only the project file vouches for."""
    if named or is_trusted(url, env, can_be_real=can_be_real):
        return
    host = _host(url)
    near = is_trusted(url, env, can_be_real=False)
    whose = "on this computer, where anybody can listen" if near else "not one of Okta's"
    raise GuardError(
        f"the organization's host {host} is {whose}, and no variable of the environment names it: "
        "a pull request can change hookops.yaml, so hookops sends no credential there",
        f"if it is yours, export HOOKOPS_ALLOWED_HOSTS={host} where the job is defined",
    )


def may_be_issued(value: str) -> bool:
    """Whether an org may have issued it, by its shape.

    API tokens have been 00 and 40 more characters; no document of Okta promises it, so what only
    begins so counts as one. Source: RFC 7519, 3: an access token that is a JWT begins with the
    base64url of `{"`.
    """
    return bool(re.match(r"00[\w-]{40}|eyJ", value.strip(), re.ASCII))


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
