"""What hookops shows an org to be let in."""

from dataclasses import dataclass

from hookops.model.secret import Secret
from hookops.network.credential_names import UseDpop
from hookops.okta.auth.keys import PrivateKey
from hookops.okta.auth.signers import Signer


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token that somebody else has got, and that ends when it ends."""

    token: Secret


@dataclass(frozen=True, slots=True)
class ServiceApp:
    """A client of the org's own authorization server, which gets access tokens itself."""

    client_id: str
    signer: PrivateKey | Signer
    """Has its private key, or knows who has it."""
    dpop: UseDpop = "auto"
    """`auto` binds tokens to a key where the org asks for it."""


Credential = Secret | AccessToken | ServiceApp
"""A secret alone is an API token."""
