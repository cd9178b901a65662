"""Which variables of the environment may have a credential of hookops' own."""

import re
from collections.abc import Mapping

from hookops.model.errors import GuardError, InvalidInput

TOKEN = "HOOKOPS_API_TOKEN"
ALLOWED = "HOOKOPS_ALLOWED_CREDENTIALS"
"""Names of further variables, exactly; set by a job, and never by the repository."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def allowed_credentials(env: Mapping[str, str]) -> tuple[str, ...]:
    """The names of `HOOKOPS_ALLOWED_CREDENTIALS`. Raises: InvalidInput, which quotes none."""
    names = tuple(filter(None, re.split(r"[\s,]+", env.get(ALLOWED, ""))))
    # Not quoted: what is no name may be the token itself, in the wrong place.
    if not all(map(_NAME.fullmatch, names)):
        raise InvalidInput(
            f"{ALLOWED} has something that is no name of a variable",
            "list whole names, separated by spaces or commas, as CORP_OKTA_TOKEN",
        )
    return names


def check_token_name(name: str, env: Mapping[str, str]) -> None:
    """A file of the repository may name this variable as that of the API token.

    Raises: GuardError: whoever can push a branch could have any variable sent to an org.
    """
    if name == TOKEN or name.startswith(f"{TOKEN}_") or name in allowed_credentials(env):
        return
    raise GuardError(
        f"auth.tokenFrom names {name}, and a pull request can change hookops.yaml: hookops sends "
        f"only {TOKEN}, {TOKEN}_* and what the environment allows",
        f"rename the variable, or export {ALLOWED}={name} where the job is defined",
    )
