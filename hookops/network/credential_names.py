"""What a project file may say of an org's credential, and what it may name as one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hookops.model.errors import GuardError, InvalidInput

TOKEN = "HOOKOPS_API_TOKEN"
PRIVATE_KEY = "HOOKOPS_PRIVATE_KEY"
ALLOWED = "HOOKOPS_ALLOWED_CREDENTIALS"
"""Further variables and references, whole ones; set by a job, and never by the repository."""

EMPTY = (
    "CI systems set a secret that a job may not have to nothing: is the job a fork's? While it is "
    "set, no other variable takes its place"
)
"""What to do about a variable without a value."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
# `aws-kms:alias/hookops`: what something else than the environment keeps.
_REFERENCE = re.compile(r"[a-z][a-z0-9-]{0,30}:[A-Za-z0-9_./:@#-]{1,300}", re.ASCII)

UseDpop = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class NamedCredential:
    """What a project file says of the credential of an org. It chooses one, and makes none."""

    token_from: str = ""
    """The variable that has the API token; empty when the file names none."""
    service_app: bool = False
    """Whether it is a service app that signs in, by `private_key_jwt`."""
    client_id: str = ""
    """Empty where the environment has it."""
    key_from: str = ""
    """Where its private key is, `SCHEME:NAME`; empty where the environment says so."""
    key_id: str = ""
    dpop: UseDpop = "auto"

    @property
    def variable(self) -> str:
        """The variable that has it; empty where none does."""
        if not self.service_app:
            return self.token_from or TOKEN
        scheme, _, name = (self.key_from or f"env:{PRIVATE_KEY}").partition(":")
        return name if scheme == "env" else ""


def allowed_credentials(env: Mapping[str, str]) -> tuple[str, ...]:
    """What `HOOKOPS_ALLOWED_CREDENTIALS` lists. Raises: InvalidInput, which quotes nothing."""
    names = tuple(filter(None, re.split(r"[\s,]+", env.get(ALLOWED, ""))))
    # Not quoted: what is no name may be the token itself, in the wrong place.
    if not all(_NAME.fullmatch(name) or _REFERENCE.fullmatch(name) for name in names):
        raise InvalidInput(
            f"{ALLOWED} has something that is no name of a variable",
            "list whole names, separated by spaces or commas, as CORP_OKTA_TOKEN",
        )
    return names


def is_own_name(name: str) -> bool:
    """Whether it is a name that may have a credential without the environment's further word."""
    return name in (TOKEN, PRIVATE_KEY) or name.startswith((f"{TOKEN}_", f"{PRIVATE_KEY}_"))


def check_credential(named: NamedCredential, env: Mapping[str, str]) -> None:
    """A file of the repository may name what it names as a credential.

    Raises: GuardError: whoever can push a branch could have any variable sent to an org.
    """
    if named.token_from:
        _check(named.token_from, TOKEN, "auth.tokenFrom", env)
    if named.key_from:
        name = named.key_from.removeprefix("env:")
        _check(name, PRIVATE_KEY, "auth.privateKeyFrom", env)


def _check(name: str, own: str, member: str, env: Mapping[str, str]) -> None:
    if name == own or name.startswith(f"{own}_") or name in allowed_credentials(env):
        return
    raise GuardError(
        f"{member} names {name}, and a pull request can change hookops.yaml: hookops takes only "
        f"{own}, {own}_* and what the environment allows",
        f"rename the variable, or export {ALLOWED}={name} where the job is defined",
    )
