"""What a run is given, and how an apply ended: one organization with all that it takes."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from hookops.apply.deferred_values import fingerprints, secrets_of
from hookops.apply.elsewhere import VerifyUrls
from hookops.apply.records import Author
from hookops.files.seal import PROVEN
from hookops.kinds.inline_hook.existing.hiding import Known, learn
from hookops.ledger.store import LedgerStore
from hookops.model.change import Change, Outcome, Plan
from hookops.model.diagnostic import Reporter, report_nothing
from hookops.model.errors import InvalidInput, SecretUnavailable
from hookops.model.limits import Caps, SecretTrust
from hookops.model.resource import Desired, Fingerprint, Key, Ledger
from hookops.model.secret import ResolveSecret, Secret, SecretRef
from hookops.network.outside import Network
from hookops.okta.session import Session

Moment = Literal["before", "after"]
Verifier = Callable[[Change, Moment], str]
"""Calls the service of a change: what is wrong with its answers; empty when nothing is."""


def no_verifier(change: Change, moment: Moment) -> str:
    """Where services cannot be called. Raises: InvalidInput."""
    raise InvalidInput(f"{change.key}: nothing can call its service {moment} the change")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a run writes, when it does not carry out what is declared."""

    command: str
    """For the ledger: `disable InlineHook/a`."""
    because: str
    undo: str
    """What undoes each change, for people."""
    reason: str = ""
    """Why each thing changes; empty where the plan's own reasons are right."""


@dataclass(frozen=True, slots=True)
class Run:
    """One organization with everything that is done to it."""

    desired: Desired
    session: Session
    ledger_store: LedgerStore
    resolve_secret: ResolveSecret = field(repr=False)
    title: str = ""
    """The organization for people: its name in the project, and where it is."""
    # Not the project's: a key from the repository would prove nothing about the repository.
    fingerprint_key: bytes = field(repr=False, default=b"")
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    sleep: Callable[[float], object] = time.sleep
    """Seconds; for the wait until an unknown create can have come to light."""

    ledger_place: str = "its place"
    """Where the ledger is, for people."""
    verifier: Verifier = no_verifier
    elsewhere: VerifyUrls = field(default_factory=VerifyUrls)
    report: Reporter = report_nothing
    caps: Caps = field(default_factory=Caps)
    """What the project file lets pass at once."""
    note_secret: Callable[[Secret], object] = lambda _: None
    """Is given each secret that the run gets for another, as an access token."""
    read_ahead: Callable[[Iterable[SecretRef]], None] = field(repr=False, default=lambda _: None)
    """Reads several secrets at once, so that each is known when it is asked for."""
    author: Author = field(default_factory=Author)
    """Who history says has applied."""
    trust: SecretTrust = field(default_factory=SecretTrust)
    network: Network = field(default_factory=Network)
    """What services are called through."""
    purpose: Purpose | None = None
    """None for what is declared."""

    def __post_init__(self) -> None:
        # Whatever is read first: the ledger, which knows others, is read together with the org.
        self.session.known |= known_values(self.desired)

    def peek(self, ref: SecretRef) -> Secret | None:
        """The secret as a plan reads it: to compare it, or since a variable costs nothing.

        Raises: SecretUnavailable, also for one that there is nothing to compare with.
        """
        if ref.scheme != "env" and not self.fingerprint_key:
            reason = "HOOKOPS_FINGERPRINT_KEY is not set, so there is nothing to compare them by"
            raise SecretUnavailable(str(ref), reason, "unset")
        return self.resolve_secret(ref)

    def now(self) -> str:
        """RFC 3339, UTC, whole seconds, by the local clock."""
        return self.clock().replace(microsecond=0).isoformat()

    def okta_now(self) -> str:
        """The same by the org's clock: evidence is compared with the times that it writes."""
        seconds = datetime.fromtimestamp(self.session.now_s(), UTC)
        return seconds.replace(microsecond=0).isoformat()


def known_values(desired: Desired, ledger: Ledger | None = None) -> Known:
    """Headers and URLs that are secrets, or plain, in a manifest, or when the ledger was
    written."""
    declared = (resource.spec.compared() for resource in desired.values())
    managed = ledger.managed.values() if ledger else ()
    sent = ledger.intents if ledger else ()
    applied = (*(entry.compared for entry in managed), *(intent.compared for intent in sent))
    return learn((*declared, *applied))


def trust_of(run: Run, ledger: Ledger) -> SecretTrust:
    """What says where secrets may go, now that the ledger was read."""
    if ledger.by_name:
        doubt = "hookops keeps no ledger here"
    elif not ledger.exists:
        doubt = "there is no ledger yet"
    else:
        # Nobody seals a ledger who has not the key, wherever it lies.
        doubt = "" if ledger.seal in PROVEN else run.trust.doubt
    return replace(run.trust, doubt=doubt)


@dataclass(frozen=True, slots=True)
class Applied:
    """How an apply ended."""

    plan: Plan
    outcomes: tuple[Outcome, ...]
    left: Plan | None
    """What still differs, by a plan made after reading back; None when it could not be read."""
    exit_code: int


def known_fingerprints(run: Run, organization: str) -> Mapping[Key, Mapping[str, Fingerprint]]:
    """Of the secrets that the manifests name, as far as they can be resolved here."""
    if run.fingerprint_key:
        run.read_ahead(secrets_of(run.desired))
    return fingerprints(run.desired.values(), run.resolve_secret, run.fingerprint_key, organization)
