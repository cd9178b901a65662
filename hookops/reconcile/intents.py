"""How what exists comes under management: what unfinished creates may have made, what is adopted,
and, without a ledger, what has the type and name of a declared resource.

Without a ledger the plan is made as if hookops had applied what it recognizes: nothing is adopted
again with each run. What the manifests do not declare is nobody's, so it is never deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hookops.kinds import LISTED
from hookops.model.change import Action, Change, Plan
from hookops.model.resource import (
    Actual,
    Desired,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)

CLOCK_SLACK_S = 2
"""How far the clock by which an intent is dated (Okta's `Date`, whole seconds) may be ahead of the
one that dates what was created."""


def pending(ledger: Ledger, key: Key, *steps: str) -> list[Intent]:
    """Writes of `key` whose outcome is not known."""
    return [i for i in ledger.intents if i.key == key and i.step in steps]


def creating_intent(ledger: Ledger, key: Key, actual: Actual) -> Intent | None:
    """The unfinished create of ours that made `actual`, by all the evidence there is.

    Source: reasons in docs/decisions/0004-unknown-outcomes.md.
    """
    return next(iter(_creating(ledger, key, actual)), None)


def _creating(ledger: Ledger, key: Key, actual: Actual) -> list[Intent]:
    """Every one that may have made it."""
    # All three: an id that was not there, a time after the intent, and every field as it was sent.
    # The status is left out, since a hook declared INACTIVE is ACTIVE until its second step.
    fields = dict(actual.spec.compared()) | {"status": "ACTIVE"}
    slack = timedelta(seconds=CLOCK_SLACK_S)
    return [
        intent
        for intent in pending(ledger, key, "create")
        if actual.id not in intent.known_ids
        and time_of(actual.created) >= time_of(intent.at) - slack
        and fields == dict(intent.compared) | {"status": "ACTIVE"}
    ]


def _carried(intents: Sequence[Intent]) -> Mapping[str, Fingerprint]:
    """The secrets that the thing was made with; of several creates nobody knows which it was."""
    last = intents[-1].fingerprints
    if all(intent.fingerprints == last for intent in intents):
        return last
    return {path: replace(found, confirmed=False) for path, found in last.items()}


def find_undeclared_creates(
    desired: Desired, snapshot: Snapshot, ledger: Ledger
) -> tuple[list[Managed], list[Key]]:
    """What unfinished creates of ours made of things that no manifest has any more, as entries of
    the ledger; and the keys of those that made nothing."""
    managed = {entry.id for entry in ledger.managed.values()}
    free = [actual for actual in snapshot.actuals if actual.id not in managed]
    made, lost = [], []
    creates = {i.key for i in ledger.intents if i.step == "create" and i.key.kind in LISTED}
    for key in sorted(creates - desired.keys() - ledger.managed.keys()):
        found = [(a, i) for a in free if (i := creating_intent(ledger, key, a)) is not None]
        # Of several nobody knows which one it was; they stay what they are, and so do the intents.
        if len(found) == 1:
            actual, intent = found[0]
            prints = intent.fingerprints
            made.append(Managed(key, actual.id, intent.compared, actual.last_updated, prints))
        elif not found:
            lost.append(key)
    return made, lost


def time_of(text: str) -> datetime:
    """Okta's and our own timestamps; one that cannot be read is long ago."""
    long_ago = datetime.fromtimestamp(0, UTC)
    try:
        found = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return long_ago
    # At both ends of the calendar there is no hour before, or after.
    return found if long_ago.year <= found.year < 9999 else long_ago


def on_trust(known: Mapping[str, Fingerprint]) -> dict[str, Fingerprint]:
    """Secrets of something that hookops did not make: by name only, and without a digest."""
    return {
        path: replace(f, digest="", key_id="", confirmed=False, sent=False)
        for path, f in known.items()
    }


def adopted(change: Change, ledger: Ledger, known: Mapping[str, Fingerprint]) -> Managed:
    """The ledger's entry for something that exists, as it is.

    One that an unfinished create of ours made has the secrets that it carried, one that is managed
    those that it has; those of any other are taken on trust, by name only.
    """
    actual, after = change.before, change.after
    assert actual is not None
    assert after is not None
    # What our own create made carried secrets that are known; what is adopted did not, so without
    # a digest: the next plan does not take it for the value that is set here.
    intents, old = _creating(ledger, change.key, actual), ledger.managed.get(change.key)
    if intents:
        prints = _carried(intents)
    elif old is not None and old.id == actual.id:
        prints = old.fingerprints
    else:
        prints = on_trust(known)
    compared = actual.spec.compared()
    return Managed(
        key=change.key,
        id=actual.id,
        compared={name: compared[name] for name in after.spec.compared() if name in compared},
        last_updated=actual.last_updated,
        fingerprints=prints,
        protected=after.protect,
    )


Known = Mapping[Key, Mapping[str, Fingerprint]]


def recognize(desired: Desired, snapshot: Snapshot, ledger: Ledger, known: Known) -> Ledger:
    """The ledger with an entry for each declared resource that the org has exactly once.

    Shape: `known` are the secrets that can be read here; which of them Okta has is not known.
    """
    found: dict[tuple[str, str, str], list[Actual]] = {}
    for actual in snapshot.actuals:
        found.setdefault((actual.kind, actual.spec.type, actual.spec.name), []).append(actual)
    entries = dict(ledger.managed)
    taken = {managed.id for managed in entries.values()}
    for key, resource in desired.items():
        if key.kind not in LISTED or key in entries:
            continue
        # Of two with one name nobody knows which one is meant: a conflict says so.
        same = found.get((key.kind, resource.spec.type, resource.spec.name), [])
        if len(same) == 1 and same[0].id not in taken:
            entries[key] = _entry(resource, same[0], known.get(key, {}))
            taken.add(same[0].id)
    return replace(ledger, managed=entries)


def learn(made: Plan, ledger: Ledger) -> Ledger:
    """The ledger with what the plan would only have it learn: bindings that are there already."""
    entries = {
        change.key: adopted(change, ledger, {})
        for change in made.changes
        if change.action is Action.NOTHING and change.before is not None and change.after
    }
    return replace(ledger, managed={**ledger.managed, **entries})


def _entry(resource: Resource, actual: Actual, known: Mapping[str, Fingerprint]) -> Managed:
    compared = actual.spec.compared()
    declared = {name: compared[name] for name in resource.spec.compared() if name in compared}
    return Managed(
        key=resource.key,
        id=actual.id,
        compared=declared,
        last_updated=actual.last_updated,
        fingerprints=on_trust(known),
        protected=resource.protect,
    )
