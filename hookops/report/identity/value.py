"""Who hookops is to an org."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["api-token", "access-token", "service-app", "emulator"]


@dataclass(frozen=True, slots=True)
class Identity:
    """An org that takes a credential, and what it shows of that; no secret."""

    title: str
    """The organization for people."""
    org_id: str
    engine: str
    """Empty where the org names none that hookops knows."""
    kind: Kind
    source: str = ""
    """The variable, the file or the signer that the credential comes from."""
    client_id: str = ""
    """Of a service app."""
    scopes: frozenset[str] | None = None
    """Those that are granted, of what hookops uses; None where the credential shows none."""
    is_bound: bool | None = None
    """Whether access tokens are bound to a DPoP key; None where there are none."""
