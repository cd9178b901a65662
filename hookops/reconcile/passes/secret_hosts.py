"""Lists the hosts that would get a secret and are not known to have it.

Needs: the changes as they will be applied. Adds: secret hosts. Runs after the last pass that takes
changes out; see docs/decisions/0021.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hookops.kinds import KINDS
from hookops.kinds.base import Kind
from hookops.model.change import Change, SecretHost
from hookops.model.limits import SecretTrust
from hookops.model.resource import Actual, Json, Ledger
from hookops.model.text import show
from hookops.network.hosts import place_of
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.secret_changes import is_touched


@dataclass(frozen=True, slots=True, order=True)
class Receiver:
    """A host that gets a secret, or only what the secret is exchanged for."""

    host: str
    """With a port other than 443."""
    whole: bool
    """Whether it gets the secret itself: who gets an access token cannot get others with it."""


def reached(kind: Kind[Any], compared: Mapping[str, Json]) -> Iterator[tuple[str, Receiver]]:
    """Dotted path of each secret, with a receiver of it."""
    for path, url, whole in kind.reaches(compared):
        yield path, Receiver(place_of(url), whole)


def find_secret_hosts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with each host that would get a secret and is not known to have it."""
    trust = context.trust
    # An org that is no real one calls nobody; a verification of hookops' own has its own check.
    if trust.emulated:
        return draft
    hosts = (*trust.hosts, *context.limits.send_secret_to)
    named = frozenset(place_of(f"https://{host}") for host in hosts)
    table = Receivers(receivers_by_secret(context.ledger, context.actuals), trust, named)
    found = (each for change in draft.changes for each in _find(change, table))
    # A hook that is verified and written sends the same secret to the same host twice.
    return replace(draft, secret_hosts=tuple(dict.fromkeys(found)))


@dataclass(frozen=True, slots=True)
class Receivers:
    """Which hosts are known to have which secrets, and what that proves."""

    known: Mapping[str, set[Receiver]]
    """By reference."""
    trust: SecretTrust
    named: frozenset[str] = frozenset()
    """Hosts that a person or the environment lets have any secret."""

    def is_known(self, ref: str, receiver: Receiver, there: set[Receiver]) -> bool:
        """Whether the secret goes to that receiver already.

        Shape: `there` are the receivers that the registry's hook has now.
        """
        known = self.known.get(ref, set())
        # What a pull request can write can forbid, and never allow: the registry decides then.
        allowing = there if self.trust.doubt else known
        return _has(allowing, receiver) and (not known or _has(known, receiver))

    def judge(self, ref: str, receiver: Receiver, there: set[Receiver]) -> tuple[bool, str]:
        """Whether a receiver that is not known to have the secret may get it, and why (not)."""
        known = self.known.get(ref, set())
        if known and not _has(known, receiver):
            fits = {each.host for each in known if each.whole or not receiver.whole}
            so_far = f"and so far it sends it to {show(', '.join(sorted(fits)) or 'nobody')} only"
        elif self.trust.doubt:
            so_far = f"and nothing proves that this host has it: {self.trust.doubt}"
            # An endpoint that somebody moved in the console is set back by such a write.
            if elsewhere := sorted({each.host for each in there} - {receiver.host}):
                so_far += f"; in Okta the hook calls {show(', '.join(elsewhere))} now"
        else:
            return True, "for the first time"
        return receiver.host in self.named, so_far


def _has(receivers: Collection[Receiver], receiver: Receiver) -> bool:
    # Who has the secret itself can get a token with it.
    return receiver in receivers or Receiver(receiver.host, whole=True) in receivers


def receivers_by_secret(
    ledger: Ledger, actuals: Mapping[str, Actual]
) -> Mapping[str, set[Receiver]]:
    """Where each secret goes, by its reference: as last applied, and as the registry has it."""
    # By reference and not by hook: a manifest under another name with the same reference would
    # take the secret elsewhere as well.
    sent: dict[str, set[Receiver]] = defaultdict(set)
    adopted: dict[str, set[Receiver]] = defaultdict(set)
    for entry in ledger.managed.values():
        kind, actual = KINDS[entry.key.kind], actuals.get(entry.id)
        # Whoever moves a hook in the console must not decide what gets its secret next.
        trusted = actual is not None and not is_touched(entry, actual)
        there = actual.spec.compared() if actual is not None and trusted else {}
        for path, receiver in (*reached(kind, entry.compared), *reached(kind, there)):
            if found := entry.fingerprints.get(path):
                (sent if found.sent else adopted)[found.ref].add(receiver)
    # What was deleted had its secret somewhere as well: declared again, it goes nowhere else.
    gone: dict[str, set[Receiver]] = defaultdict(set)
    for record in (change for apply in ledger.applies for change in apply.changes):
        for path, receiver in reached(KINDS[record.key.kind], record.before or {}):
            if path in record.secrets:
                gone[record.secrets[path]].add(receiver)
    # A secret that was adopted with a hook was never sent there: what was sent counts for more.
    return {**adopted, **gone, **sent}


def _find(change: Change, table: Receivers) -> Iterator[SecretHost]:
    """One for each secret that the change sends to a host that is not known to have it."""
    resource = change.after
    # A verification sends the secret to the service itself.
    sends = change.verify or any(step.call.body is not None for step in change.steps)
    if resource is None or not sends:
        return
    kind = KINDS[change.key.kind]
    refs = kind.secrets(resource.spec)
    there: dict[str, set[Receiver]] = defaultdict(set)
    for path, receiver in reached(kind, change.before.spec.compared() if change.before else {}):
        there[path].add(receiver)
    for path, receiver in reached(kind, resource.spec.compared()):
        if path not in refs:
            continue
        ref, host = str(refs[path]), show(receiver.host)
        if not table.is_known(ref, receiver, there[path]):
            allowed, why = table.judge(ref, receiver, there[path])
            what = ref if receiver.whole else f"an access token got with {ref}"
            text = f"{change.key}: Okta would send {what} to {host}, {why}"
            mark = resource.origin.at(tuple(path.split(".")))
            yield SecretHost(change.key, ref, host, allowed, text, mark)
