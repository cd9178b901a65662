"""The credential of an org, from what a job has set; no file of the repository can make one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from hookops.model.errors import AuthError, GuardError, InvalidInput
from hookops.model.secret import Secret
from hookops.network.credential_names import (
    EMPTY,
    PRIVATE_KEY,
    TOKEN,
    NamedCredential,
    check_credential,
)
from hookops.network.org_url import PIN, is_emulator, is_trusted
from hookops.okta.auth.credential import AccessToken, Credential, ServiceApp
from hookops.okta.auth.key_files import is_path, read_key_file
from hookops.okta.auth.keys import PrivateKey, read_key
from hookops.okta.auth.signers import Signer, open_signer, signs
from hookops.okta.auth.sources import FAMILIES, HOME, Family, find_family, named_orgs, org_of
from hookops.okta.auth.token_claims import is_bound

# A name of DNS with a dot in it, or this computer, where the emulator is.
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}|localhost|127[\d.]+|::1"
)
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


ReadKey = Callable[[str], Secret]
"""Gives the secret of a reference. Raises: HookopsError, with a message that has no value."""


def read_nothing(reference: str) -> Secret:
    """Where there are no other sources than variables. Raises: InvalidInput."""
    scheme = reference.partition(":")[0]
    raise InvalidInput(
        f"auth.privateKeyFrom: nothing that is installed signs for {scheme}:, or reads it",
        "hookops signs with aws-kms:, and reads env: and the sources of secrets",
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """A credential and what it came from."""

    credential: Credential
    variable: str
    emulated: bool = False
    """Whether only an emulator can be there: on this computer, with what no org has issued."""
    secrets: tuple[Secret, ...] = field(default=(), repr=False)
    """What of it no text may hold."""
    client_id_from: str = ""
    """What named a service app; empty for a token."""


def credentials(
    env: Mapping[str, str],
    url: str,
    *,
    named: bool = False,
    choice: NamedCredential = NamedCredential(),
    home: Callable[[], Mapping[str, str]] = dict,
    folder: Path = Path(),
    read: ReadKey = read_nothing,
) -> Credentials:
    """The credential for the org at `url`, which may get it.

    Shape: `named` when the command line gives the URL, which counts as the environment's word;
    `choice` is what the project file says, and no other credential takes its place then; `home`
    gives the settings of `~/.okta/okta.yaml`, by the names of `HOME`; `folder` is where relative
    paths of key files start; `read` gives what other sources than variables have.
    Raises: InvalidInput when there is none, when it cannot be used, or when a variable names
    another org. AuthError when it does not have the shape of a token. GuardError when the host is
    neither Okta's nor one that the environment names, or `named` against its pin. No message has
    its value.
    """
    if named:
        _check_named(env, url)
    check_credential(choice, env)
    # The pin holds whichever tool's credential is there.
    _check_org(env, url, (PIN,), "while it is set, hookops speaks to no other org")
    # A file for one person counts where the job says nothing.
    settings = env if any(family.present(env) for family in FAMILIES) else {**env, **home()}
    family = _choose(settings, choice)
    if family is None:
        _check_host(env, url, can_be_real=False, named=named)
        raise _missing(url, choice)
    for names, org in org_of(family.url, settings):
        own = f"it goes with {' or '.join(family.present(settings))}: set what is for this org"
        _check_same(names, org, url, f"{own}, as HOOKOPS_API_TOKEN or HOOKOPS_PRIVATE_KEY")
    is_key = not choice.token_from and family.private_key in family.present(settings)
    if choice.service_app or is_key:
        # An assertion is for the host that gets it: none of Okta's takes one for this computer.
        _check_host(env, url, can_be_real=False, named=named)
        opened = partial(open_key, settings=settings, folder=folder, read=read)
        return _service_app(settings, url, family, choice, opened)
    variable = choice.token_from or family.present(settings)[0]
    can_be_real = may_be_issued(settings[variable])
    found = _token_of(settings[variable], variable, is_access_token=variable == family.access_token)
    _check_host(env, url, can_be_real=can_be_real, named=named)
    return replace(found, emulated=is_emulator(url, can_be_real=can_be_real))


def _token_of(text: str, variable: str, *, is_access_token: bool) -> Credentials:
    """Raises: AuthError, InvalidInput."""
    token = _token(text, variable)
    if not is_access_token:
        return Credentials(token, variable, secrets=(token,))
    if is_bound(token):
        raise AuthError(
            f"{variable} is bound to a DPoP key, which hookops does not have",
            "let hookops sign in as the service app, or get a token that is not bound",
        )
    return Credentials(AccessToken(token), variable, secrets=(token,))


def _choose(settings: Mapping[str, str], choice: NamedCredential) -> Family | None:
    """Whose credential is meant: the one that the file names, or the first that is there.

    Raises: InvalidInput where nobody can know which one that is.
    """
    # A tool's own variables say which org its credential is for, also where a project names it.
    if choice.token_from:
        known = {one.token: one for one in FAMILIES}
        named = known.get(choice.token_from, Family(choice.token_from, ()))
        return named if named.token in settings else None
    if choice.key_from:
        keys = {f"env:{one.private_key}": one for one in FAMILIES}
        # The names that go with it are hookops' own, whatever holds the key.
        return keys.get(choice.key_from, replace(FAMILIES[0], token="", access_token=""))
    if choice.service_app:
        return next((one for one in (*FAMILIES, HOME) if one.private_key in settings), None)
    found = dict.fromkeys(_host(org, names) for names, org in named_orgs(settings))
    if len(found) > 1:
        names = ", ".join(f"{names} ({_host(org, names)})" for names, org in named_orgs(settings))
        raise InvalidInput(
            f"two sources of credentials name different orgs: {names}",
            "unset one of them, or choose in hookops.yaml: auth",
        )
    return find_family(settings)


def _missing(url: str, choice: NamedCredential) -> InvalidInput:
    if choice.service_app:
        return InvalidInput(
            f"no private key for {_host(url)} in the environment",
            f"export {PRIVATE_KEY}, or write auth.privateKeyFrom",
        )
    others = "(OKTA_CLIENT_TOKEN and OKTA_API_TOKEN are read as well)"
    named = f"{choice.token_from}, which hookops.yaml names"
    app = "; a service app needs HOOKOPS_CLIENT_ID and HOOKOPS_PRIVATE_KEY"
    hint = named if choice.token_from else f"{TOKEN} {others}{app}"
    return InvalidInput(f"no API token for {_host(url)} in the environment", f"export {hint}")


def _service_app(
    settings: Mapping[str, str],
    url: str,
    family: Family,
    choice: NamedCredential,
    opened: Callable[[str, str], PrivateKey | Signer],
) -> Credentials:
    client_id = (choice.client_id or settings.get(family.client_id, "")).strip()
    if not client_id:
        raise InvalidInput(
            f"no client ID of a service app for {_host(url)}",
            f"export {family.client_id}, or write auth.clientId in hookops.yaml",
        )
    # Not quoted: it may be a key, in the wrong variable.
    if not _CLIENT_ID.fullmatch(client_id):
        raise InvalidInput(
            f"{family.client_id} is not the client ID of an app", "it begins with 0oa"
        )
    named = (settings[name].strip() for name in family.key_ids if settings.get(name))
    key_id = choice.key_id or next(named, "")
    reference = choice.key_from or f"env:{family.private_key}"
    signer = opened(reference, key_id)
    secrets = signer.secrets if isinstance(signer, PrivateKey) else ()
    app = ServiceApp(client_id, signer, choice.dpop)
    source = reference.removeprefix("env:")
    named_by = "auth.clientId" if choice.client_id else family.client_id
    return Credentials(app, source, is_emulator(url, can_be_real=False), secrets, named_by)


def open_key(
    reference: str, key_id: str, *, settings: Mapping[str, str], folder: Path, read: ReadKey
) -> PrivateKey | Signer:
    """Who signs with the key of a reference; the one place that knows where keys may be.

    Shape: `env:NAME` is a variable with a PEM, a JWK or the path of a file with one; other schemes
    are those of `signers.py`, whose keys stay where they are, or else of sources of secrets.
    Raises: InvalidInput; HookopsError where a source does not give it.
    """
    scheme, _, name = reference.partition(":")
    if scheme != "env" and signs(scheme):
        return open_signer(scheme, name, key_id, settings)
    if scheme != "env":
        return read_key(read(reference), reference, key_id)
    if name not in settings:
        raise InvalidInput(f"{name} is not set, and auth.privateKeyFrom names it", f"export {name}")
    text = settings[name]
    if not is_path(text):
        return read_key(Secret(text), name, key_id)
    secret = read_key_file(text.strip(), name, folder, settings.get("HOME", ""))
    return read_key(secret, f"the file of {name}", key_id)


def _check_org(env: Mapping[str, str], url: str, names: tuple[str, ...], hint: str) -> None:
    """The variables name this org, or none. Raises: InvalidInput."""
    for variables, org in org_of(names, env):
        _check_same(variables, org, url, hint)


def _check_same(variables: str, org: str, url: str, hint: str) -> None:
    # A manifest names the org; a credential of another one must not be sent there.
    if _host(org, variables) != _host(url):
        raise InvalidInput(
            f"{variables} names {_host(org, variables)}, but the organization is {_host(url)}", hint
        )


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
        raise AuthError(f"{variable} {shape}", "its value is not shown" if value.strip() else EMPTY)
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
