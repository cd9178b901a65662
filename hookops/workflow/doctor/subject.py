"""What is examined: one organization, as far as its settings are good."""

from dataclasses import dataclass, field, replace
from functools import cache

from hookops.ledger.store import CheckableStore
from hookops.model.resource import Desired
from hookops.network.outside import Network
from hookops.okta.auth.credential import Credential
from hookops.okta.session import Session
from hookops.report.doctor.value import Check


def once_trusted(network: Network) -> Network:
    """The same network, whose authorities are read once, and not for each of a hundred hosts."""
    return replace(network, trust=cache(network.trust))


@dataclass(frozen=True, slots=True)
class Subject:
    """One organization. What its settings do not give is None, and one of `settings` says why."""

    title: str
    """For people; empty where there is none."""
    settings: tuple[Check, ...]
    """What each setting is, and which source it came from."""
    desired: Desired
    session: Session | None = None
    """It cannot write."""
    credential: Credential | None = field(default=None, repr=False)
    source: str = ""
    """Where the credential is, for people."""
    pin: str = ""
    """The id that the org has to have; empty where the project pins none."""
    emulated: bool = False
    """Whether no real org can be there."""
    ledger: CheckableStore | None = None
    network: Network = field(default_factory=Network)
