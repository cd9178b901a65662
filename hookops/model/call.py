"""`Call`: one API request as data, with placeholders in it. Always safe to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hookops.model.resource import IdOf
from hookops.model.secret import SecretRef

Method = Literal["GET", "POST", "PUT", "DELETE"]

Body = str | int | float | bool | None | SecretRef | IdOf | Sequence["Body"] | Mapping[str, "Body"]
"""JSON, with `SecretRef` where a secret will be and `IdOf` where an id will be."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A body that is what a GET of the same path answers just before, with one pointer changed.

    It is how somebody else's object is written: whatever it has besides stays as it is.
    """

    pointer: tuple[str, ...]
    """From the object's root."""
    value: Body
    """What is there afterwards; None takes the pointer's last member out, unless `null`."""
    hooks: tuple[IdOf | str, ...] = ()
    """Ids of the hooks that are there afterwards."""
    null: bool = False
    """Whether None is written as null."""
    # Sent back, they would be ignored or refused, depending on the operation.
    left_out: tuple[tuple[str, ...], ...] = ()
    """Members that Okta alone sets; they are not sent back."""
    lane: str = ""
    """Writes of one lane are sent one at a time; the others of a phase go out together."""


@dataclass(frozen=True, slots=True)
class Call:
    """What would be sent. Ids that do not exist yet are `IdOf`, secrets are `SecretRef`."""

    method: Method
    path: tuple[str | IdOf, ...]
    """Segments below the org's URL: `("api", "v1", "inlineHooks", IdOf(key))`."""
    body: Body | Edit = None
    """None: no body at all."""
    query: tuple[tuple[str, str], ...] = ()
    """Names and values, not encoded yet."""

    # Without the body: this goes into messages, and a body may hold a secret once it is encoded.
    def __str__(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.query)
        path = "/".join(str(part) for part in self.path)
        return f"{self.method} /{path}?{asked}" if asked else f"{self.method} /{path}"
