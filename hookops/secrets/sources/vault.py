"""Secrets from the key/value stores of Vault and OpenBao: `vault:MOUNT/PATH#FIELD`."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import hvac
import requests
from hvac import exceptions

from hookops.files.reading import Unreadable, read_bytes
from hookops.secrets.address import checked_address
from hookops.secrets.source import Context, SourceError, silence, text_at

# Where Kubernetes mounts the token of a pod's service account.
SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token"
_REQUEST_S = 10.0


def resolve(path: str, field: str, context: Context) -> str:
    """A field of the newest version: see `source.py`. Vault's own variables say where and who."""
    vault = context.once("vault", partial(_sign_in, context))
    mounts: Mapping[str, Any] = context.once("vault mounts", partial(_read_mounts, vault))
    # The longest: a store may be mounted below the path of another one.
    fitting = [each for each in mounts if path.startswith(each)]
    if not fitting:
        raise SourceError(
            "Vault has no store there that this sign-in may see: a reference begins with its mount",
            "denied",
        )
    mount = max(fitting, key=len)
    inner = path.removeprefix(mount)
    found = mounts[mount]
    if found.get("type") not in ("kv", "generic"):
        raise SourceError("it is in no key/value store of Vault", "unusable")
    is_second = (found.get("options") or {}).get("version") == "2"
    read = partial(_read_second if is_second else _read_first, vault, mount, inner)
    return text_at(_ask(read), field, "the secret")


def _read_first(vault: hvac.Client, mount: str, path: str) -> Any:
    return vault.secrets.kv.v1.read_secret(path, mount_point=mount.rstrip("/"))["data"]


def _read_second(vault: hvac.Client, mount: str, path: str) -> Any:
    answer = vault.secrets.kv.v2.read_secret_version(
        path, mount_point=mount.rstrip("/"), raise_on_deleted_version=True
    )
    return answer["data"]["data"]


def _read_mounts(vault: hvac.Client) -> Mapping[str, Any]:
    """The stores that the sign-in may see, by path. Source: Vault API, /sys/internal/ui/mounts."""
    found: Mapping[str, Any] = _ask(
        lambda: vault.adapter.get("/v1/sys/internal/ui/mounts")["data"]["secret"]
    )
    return found


def _sign_in(context: Context) -> hvac.Client:
    silence("hvac", "urllib3")
    session = requests.Session()
    # Proxies, .netrc and CA bundles of the process: only what is passed counts.
    session.trust_env = False
    timeout_s = min(_REQUEST_S, context.seconds_left())
    vault = hvac.Client(
        url=checked_address(context.setting("VAULT_ADDR"), "VAULT_ADDR"),
        # Not None, for which hvac looks into the process and ~/.vault-token.
        token="",
        verify=_authorities(context) or True,
        timeout=timeout_s,
        # A redirect would take the token to the host that it names.
        allow_redirects=False,
        session=session,
        namespace=context.option("VAULT_NAMESPACE") or None,
    )
    _METHODS[_method(context)](vault, context)
    return vault


def _authorities(context: Context) -> str:
    """The file of whose certificates count; empty for the public ones. Raises: SourceError."""
    path = context.option("VAULT_CACERT")
    # The library looks for it only once it connects, and calls that a connection that failed.
    if path and not os.path.isfile(path):
        raise SourceError("VAULT_CACERT names no file", "unusable")
    return path


def _method(context: Context) -> str:
    """How to sign in: as HOOKOPS_VAULT_AUTH says, or by what is set."""
    named = context.option("HOOKOPS_VAULT_AUTH")
    if named and named not in _METHODS:
        raise SourceError(f"HOOKOPS_VAULT_AUTH can be {', '.join(_METHODS)}", "unusable")
    if not named and not context.option("VAULT_TOKEN"):
        return "approle"
    return named or "token"


def _by_token(vault: hvac.Client, context: Context) -> None:
    vault.token = context.setting("VAULT_TOKEN")


def _by_approle(vault: hvac.Client, context: Context) -> None:
    if not context.option("HOOKOPS_VAULT_AUTH", "VAULT_ROLE_ID"):
        raise SourceError(
            "nothing says how to sign in to Vault: set VAULT_TOKEN, or VAULT_ROLE_ID and "
            "VAULT_SECRET_ID, or HOOKOPS_VAULT_AUTH",
            "denied",
        )
    role, secret = context.setting("VAULT_ROLE_ID"), context.setting("VAULT_SECRET_ID")
    mount = _mount(context, "approle")
    _ask(partial(vault.auth.approle.login, role, secret, mount_point=mount), signs_in=True)


def _by_kubernetes(vault: hvac.Client, context: Context) -> None:
    path = context.option("HOOKOPS_VAULT_JWT_FILE") or SERVICE_ACCOUNT
    try:
        token = read_bytes(Path(path), 64 * 1024, links=True).decode("ascii", "replace").strip()
    except Unreadable as problem:
        raise SourceError(
            f"the service account's token (HOOKOPS_VAULT_JWT_FILE) is not there: {problem.reason}",
            "denied",
        ) from None
    role = context.setting("HOOKOPS_VAULT_ROLE")
    mount = _mount(context, "kubernetes")
    _ask(partial(vault.auth.kubernetes.login, role, token, mount_point=mount), signs_in=True)


def _by_jwt(vault: hvac.Client, context: Context) -> None:
    role, token = context.setting("HOOKOPS_VAULT_ROLE"), context.setting("HOOKOPS_VAULT_JWT")
    mount = _mount(context, "jwt")
    vault.token = _ask(
        lambda: vault.auth.jwt.jwt_login(role, token, path=mount)["auth"]["client_token"],
        signs_in=True,
    )


_METHODS: Mapping[str, Callable[[hvac.Client, Context], None]] = MappingProxyType(
    {"token": _by_token, "approle": _by_approle, "kubernetes": _by_kubernetes, "jwt": _by_jwt}
)


def _mount(context: Context, method: str) -> str:
    return context.option("HOOKOPS_VAULT_AUTH_MOUNT") or method


def _ask(request: Callable[[], Any], *, signs_in: bool = False) -> Any:
    """The answer. Raises: SourceError, without a word of Vault's: its messages have paths, and
    those of proxies have anything."""
    # By class and not by text; of a sign-in the same answer means another thing.
    try:
        return request()
    except (exceptions.Forbidden, exceptions.Unauthorized):
        what = "the sign-in" if signs_in else "it to this sign-in"
        raise SourceError(f"Vault refuses {what}", "denied") from None
    except exceptions.InvalidPath:
        text = "no sign-in of that method is mounted there" if signs_in else "it has no such secret"
        raise SourceError(f"Vault answers 404: {text}", "unset") from None
    except exceptions.InvalidRequest:
        # Of a sign-in, Vault answers 400 to a wrong role, secret or token.
        if signs_in:
            raise SourceError("Vault answers 400 to the sign-in", "denied") from None
        raise SourceError("Vault answers 400 to the request", "unusable") from None
    except exceptions.VaultError as problem:
        raise SourceError(
            f"Vault cannot answer ({type(problem).__name__})", "unreachable"
        ) from None
    except requests.exceptions.InvalidHeader:
        reason = "VAULT_TOKEN or VAULT_NAMESPACE has a character that no header can carry"
        raise SourceError(reason, "unusable") from None
    except requests.exceptions.SSLError:
        raise SourceError(
            "the certificate at VAULT_ADDR is not trusted, or it speaks no TLS: VAULT_CACERT names "
            "the file of its authority",
            "unreachable",
        ) from None
    # The last three: an answer without the members of one of Vault's, such as a redirect.
    except (requests.RequestException, OSError, ValueError, TypeError, LookupError) as problem:
        raise SourceError(
            f"nothing that is Vault answers at VAULT_ADDR ({type(problem).__name__})", "unreachable"
        ) from None
