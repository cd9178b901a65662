"""Which secrets a manifest may name: patterns of the environment, never of the repository."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from hookops.model.errors import InvalidInput
from hookops.model.references.syntax import Reference

VARIABLE = "HOOKOPS_ALLOWED_SECRETS"
DEFAULT = "env:HOOKOPS_SECRET_*"
NEVER = frozenset({"exec", "file", "echo", "envsubst", "http", "httpjson", "https"})
"""Back ends of vals that run programs, read any file or call any host: `ref+exec` and so on."""

# A literal scheme: `*:x` or `ref+*:x` would allow sources that nobody thought of.
_PATTERN = re.compile(r"([a-z][a-z0-9]*(?:\+[a-z0-9]+)?):([A-Za-z0-9_.@=/*?\[\]!#-]+)", re.ASCII)


def read_allowed(text: str) -> tuple[str, ...]:
    """The patterns of `HOOKOPS_ALLOWED_SECRETS`, each with its scheme.

    Shape: separated by spaces; one without a scheme is of variables.
    Raises: InvalidInput for what is no pattern, and for a back end of vals that is never allowed.
    """
    return tuple(_read(pattern) for pattern in text.split())


def _read(pattern: str) -> str:
    pattern = with_scheme(pattern)
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        # Not quoted: somebody may have exported a secret under this name.
        raise InvalidInput(
            f"{VARIABLE} has something that is no pattern of secrets",
            'list them as SCHEME:PATTERN, separated by spaces: "env:TEAM_* vault:kv/hooks/*"',
        )
    if is_never(found[1]):
        raise InvalidInput(
            f"{VARIABLE} allows {found[1]}, and hookops takes no secret from that back end of vals",
            "it runs programs, reads any file or calls any host; name another source",
        )
    return pattern


def is_never(scheme: str) -> bool:
    """Whether no environment can allow the scheme."""
    bridge, plus, back_end = scheme.partition("+")
    # `secretref+` is vals' other spelling: one is enough to look at.
    return bool(plus) and (bridge != "ref" or back_end in NEVER)


def is_allowed(reference: Reference, patterns: Iterable[str]) -> bool:
    """Whether a pattern matches; without a field it stands for every field of what it matches."""
    if is_never(reference.scheme):
        return False
    return any(_matches(reference, pattern) for pattern in patterns)


def _matches(reference: Reference, pattern: str) -> bool:
    scheme, _, rest = with_scheme(pattern).partition(":")
    path, mark, field = rest.partition("#")
    return (
        reference.scheme == scheme
        and fnmatchcase(reference.path, path)
        and (not mark or fnmatchcase(reference.field, field))
    )


def with_scheme(pattern: str) -> str:
    """The pattern; one without a scheme is of variables, the only source that there once was."""
    return pattern if ":" in pattern else f"env:{pattern}"
