"""`Call`: one API request as data, with late values in it. Always safe to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hookops.model.resource import IdOf
from hookops.model.secret import SecretRef

Method = Literal["GET", "POST", "PUT", "DELETE"]

Body = str | int | float | bool | None | SecretRef | Sequence["Body"] | Mapping[str, "Body"]
"""JSON, with `SecretRef` where a secret will be."""


@dataclass(frozen=True, slots=True)
class Call:
    """What would be sent. Ids that are not born yet are `IdOf`, secrets are `SecretRef`."""

    method: Method
    path: tuple[str | IdOf, ...]
    """Segments below the org's URL: `("api", "v1", "inlineHooks", IdOf(key))`."""
    body: Body = None
    """None: no body at all."""
    query: tuple[tuple[str, str], ...] = ()
    """Names and values, not encoded yet."""

    def __str__(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.query)
        path = "/".join(str(part) for part in self.path)
        return f"{self.method} /{path}?{asked}" if asked else f"{self.method} /{path}"
