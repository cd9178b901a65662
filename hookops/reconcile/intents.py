"""Creates without a known outcome: what they may have made, and how it comes under management."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hookops.model.change import Change
from hookops.model.resource import Actual, Fingerprint, Intent, Key, Ledger, Managed

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
    # All three: an id that was not there, a time after the intent, and every field as it was sent.
    # The status is left out, since a hook declared INACTIVE is ACTIVE until its second step.
    fields = dict(actual.spec.compared()) | {"status": "ACTIVE"}
    slack = timedelta(seconds=CLOCK_SLACK_S)
    for intent in pending(ledger, key, "create"):
        new = (
            actual.id not in intent.known_ids
            and time_of(actual.created) >= time_of(intent.at) - slack
        )
        if new and fields == dict(intent.compared) | {"status": "ACTIVE"}:
            return intent
    return None


def time_of(text: str) -> datetime:
    """Okta's and our own timestamps; one that cannot be read is long ago."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


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
    intent, old = creating_intent(ledger, change.key, actual), ledger.managed.get(change.key)
    if intent is not None:
        prints = intent.fingerprints
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
