"""Lists the hosts that would get a secret and are not known to have it.

Needs: the changes as they will be applied. Adds: secret hosts. Runs after the last pass that takes
changes out; see docs/decisions/0021.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hookops.kinds import KINDS
from hookops.model.change import Change, SecretHost
from hookops.model.limits import SecretTrust
from hookops.model.resource import Actual, Ledger
from hookops.model.text import show
from hookops.network.hosts import place_of
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.secret_changes import is_touched


def find_secret_hosts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with each host that would get a secret and is not known to have it."""
    trust = context.trust
    if trust.hosts is None:
        return draft
    known = places_by_secret(context.ledger, context.actuals)
    hosts = (*trust.hosts, *context.limits.send_secret_to)
    named = frozenset(place_of(f"https://{host}") for host in hosts)
    table = SecretPlaces(known, trust, named)
    found = (each for change in draft.changes for each in _find(change, table))
    # A hook that is verified and written sends the same secret to the same host twice.
    return replace(draft, secret_hosts=tuple(dict.fromkeys(found)))


@dataclass(frozen=True, slots=True)
class SecretPlaces:
    """Which hosts are known to have which secrets, and what that proves."""

    known: Mapping[str, set[str]]
    """Hosts, with a port other than 443, by reference."""
    trust: SecretTrust
    named: frozenset[str] = frozenset()
    """Hosts that a person or the environment lets have any secret."""

    def is_known(self, ref: str, place: str, there: set[str]) -> bool:
        """Whether the secret goes to that host already.

        Shape: `there` are the hosts that the registry's hook has now.
        """
        known = self.known.get(ref, set())
        # What a pull request can write can forbid, and never allow: the registry decides then.
        allowing = there if self.trust.doubt else known
        return place in allowing and (not known or place in known)

    def judge(self, ref: str, place: str, there: set[str]) -> tuple[bool, str]:
        """Whether a host that is not known to have the secret may get it, and why (not)."""
        known = self.known.get(ref, set())
        if known and place not in known:
            so_far = f"and so far it sends it to {show(', '.join(sorted(known)))} only"
        elif self.trust.doubt:
            so_far = f"and nothing proves that this host has it: {self.trust.doubt}"
            # An endpoint that somebody moved in the console is set back by such a write.
            if elsewhere := sorted(there - {place}):
                so_far += f"; in Okta the hook calls {show(', '.join(elsewhere))} now"
        else:
            return True, "for the first time"
        return place in self.named, so_far


def places_by_secret(ledger: Ledger, actuals: Mapping[str, Actual]) -> Mapping[str, set[str]]:
    """Where each secret goes, by its reference: as last applied, and as the registry has it."""
    # By reference and not by hook: a manifest under another name with the same reference would
    # take the secret elsewhere as well.
    known: dict[str, set[str]] = defaultdict(set)
    for entry in ledger.managed.values():
        kind, actual = KINDS[entry.key.kind], actuals.get(entry.id)
        # Whoever moves a hook in the console must not decide what gets its secret next.
        trusted = actual is not None and not is_touched(entry, actual)
        there = actual.spec.compared() if actual is not None and trusted else {}
        for path, url in (*kind.reaches(entry.compared), *kind.reaches(there)):
            if path in entry.fingerprints:
                known[entry.fingerprints[path].ref].add(place_of(url))
    # What was deleted had its secret somewhere as well: declared again, it goes nowhere else.
    gone: dict[str, set[str]] = defaultdict(set)
    for record in (change for apply in ledger.applies for change in apply.changes):
        for path, url in KINDS[record.key.kind].reaches(record.before or {}):
            if path in record.secrets:
                gone[record.secrets[path]].add(place_of(url))
    return {**gone, **known}


def _find(change: Change, table: SecretPlaces) -> Iterator[SecretHost]:
    """One for each secret that the change sends to a host that is not known to have it."""
    resource = change.after
    # A verification sends the secret to the service itself.
    sends = change.verify or any(step.call.body is not None for step in change.steps)
    if resource is None or not sends:
        return
    kind = KINDS[change.key.kind]
    refs = kind.secrets(resource.spec)
    there: dict[str, set[str]] = defaultdict(set)
    for path, url in kind.reaches(change.before.spec.compared() if change.before else {}):
        there[path].add(place_of(url))
    for path, url in kind.reaches(resource.spec.compared()):
        if path not in refs:
            continue
        ref, place = str(refs[path]), place_of(url)
        if not table.is_known(ref, place, there[path]):
            allowed, why = table.judge(ref, place, there[path])
            text = f"{change.key}: Okta would send {ref} to {show(place)}, {why}"
            mark = resource.origin.at(tuple(path.split(".")))
            yield SecretHost(change.key, ref, show(place), allowed, text, mark)
