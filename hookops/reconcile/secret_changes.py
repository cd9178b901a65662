"""What is known of the secrets that a write carries. Secrets are never read back, so evidence
decides: what was sent last, and whether anybody has written the hook since.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hookops.model.change import FieldChange, SecretState, Side
from hookops.model.resource import Accepted, Actual, Fingerprint, Managed, Resource
from hookops.model.secret import SecretRef
from hookops.model.text import show

Fingerprints = Mapping[str, Fingerprint]
"""Of one resource's secrets as they can be read now, by dotted path."""

STATES: Mapping[SecretState, str] = {
    "same": "same value as last sent",
    "new": "new value",
    "unknown": "value in Okta unknown",
}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that says whether the value that would be sent is the one that Okta has."""

    managed: Managed | None
    touched: bool
    """Whether the hook was written in Okta after hookops' last write."""
    now: Fingerprints
    accepted: tuple[Accepted, ...]
    """Values that services have accepted in a preview."""
    former: tuple[Fingerprints, ...] = ()
    """`now`, under the names that the resource had in Git before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One secret: its state, why, who moved, and whether that is a reason to send it."""

    state: SecretState
    why: str = ""
    side: Side = "unknown"
    due: bool = False


def is_touched(managed: Managed | None, actual: Actual) -> bool:
    """Whether somebody has written the hook since hookops did."""
    return managed is not None and actual.last_updated > managed.last_updated


def judge_secrets(
    refs: Mapping[str, SecretRef], known: Knowledge, *, alike: bool
) -> dict[str, Judged]:
    """What is known of each secret, by its path.

    Shape: `alike` when nothing visible differs: only then a later write in Okta is a reason to
    send a secret again.
    """
    return {path: _judge(known, path, ref, alike=alike) for path, ref in refs.items()}


def secret_changes(
    resource: Resource,
    refs: Mapping[str, SecretRef],
    receivers: Mapping[str, str],
    known: Knowledge,
    found: Mapping[str, Judged],
) -> Iterator[FieldChange]:
    """A line for each secret that a write of the resource sends.

    Shape: `receivers` are the URLs that Okta sends them to.
    """
    for path, judged in found.items():
        ref = refs[path]
        is_accepted = judged.state != "same" and _is_accepted(known, resource, path, receivers)
        why = f" ({judged.why})" if judged.why else ""
        accepted = "; the service accepts this value, as a preview showed" if is_accepted else ""
        steps = tuple(path.split("."))
        yield FieldChange(
            path=steps,
            before=f"{STATES[judged.state]}{why}{accepted}",
            after=f"{ref}, which Okta sends to {urlsplit(receivers[path]).netloc}",
            side=judged.side,
            secret=judged.state,
            accepted=is_accepted,
            along=not judged.due,
            mark=resource.origin.at(steps),
        )


def _judge(known: Knowledge, path: str, ref: SecretRef, *, alike: bool) -> Judged:
    # In the order of what is known best: whether anything was sent, whether it arrived, whether it
    # is another one now, and who has been there since.
    if known.managed is None:
        return Judged("unknown", "adopted: hookops never sent it")
    before = known.managed.fingerprints.get(path)
    if before is None:
        # Beside a header of authScheme it shows; a custom header that was plain before shows alike.
        return Judged("new", side="git", due=True)
    if before.sent and not before.confirmed:
        return Judged("unknown", "whether the last one arrived is not known", due=True)
    now = _under_its_name(before, path, known)
    if other := _describe_other(before, now, ref):
        return Judged("new", other, "git", due=True)
    if known.touched:
        why = "the hook was written in Okta after hookops"
        return Judged("unknown", why, "okta" if alike else "unknown", due=alike)
    if not before.sent:
        older = "an older hookops did not note whether it was ever sent"
        return Judged("unknown", older if before.confirmed else "adopted: hookops never sent it")
    # A label that was not raised is a person's word for the same value.
    if _is_comparable(before, now) or ref.version:
        return Judged("same")
    return Judged("unknown", _why_not_comparable(before, now))


def _under_its_name(before: Fingerprint, path: str, known: Knowledge) -> Fingerprint | None:
    """The value that is there now, by the name in Git under which the ledger knows it."""
    for former in known.former:
        if path in former and _is_equal(before, former[path]):
            return former[path]
    return known.now.get(path)


def _describe_other(before: Fingerprint, now: Fingerprint | None, ref: SecretRef) -> str:
    """Why it is another one than was last sent; empty when nothing says so."""
    # In turn: what the manifest's label says, what the value is, where it is read from.
    last = "last sent" if before.sent else "adopted with"
    if before.version != ref.version:
        return f"version {ref.version or 'none'}, {last} {before.version or 'none'}"
    if _is_equal(before, now):
        return ""
    # Of what is sent, a prefix is the part that everybody may see.
    if before.prefix != ref.prefix:
        return f"prefix: {_quoted(before.prefix)} -> {_quoted(ref.prefix)}"
    if _is_comparable(before, now):
        return f"another value than {'was last sent' if before.sent else 'it was adopted with'}"
    place = f"{last} from" if before.sent else last
    return f"{place} {before.ref}" if before.ref not in ("", str(ref)) else ""


def _quoted(prefix: str) -> str:
    return f'"{show(prefix)}"' if prefix else "none"


def _is_equal(before: Fingerprint, now: Fingerprint | None) -> bool:
    comparable = now is not None and _is_comparable(before, now)
    return now is not None and comparable and hmac.compare_digest(now.digest, before.digest)


def _is_comparable(before: Fingerprint, now: Fingerprint | None) -> bool:
    return now is not None and "" not in (now.digest, before.digest) and now.key_id == before.key_id


def _why_not_comparable(before: Fingerprint, now: Fingerprint | None) -> str:
    """Without a label: the fingerprint key is not set, was not, or was another; or no value is."""
    if before.digest and (now is None or not now.digest):
        return "its value is not known here, or HOOKOPS_FINGERPRINT_KEY is not set"
    if before.digest:
        return "it was last sent under another HOOKOPS_FINGERPRINT_KEY"
    return "it was last sent without HOOKOPS_FINGERPRINT_KEY, and has no version"


def _is_accepted(
    known: Knowledge, resource: Resource, path: str, receivers: Mapping[str, str]
) -> bool:
    """Whether a preview has shown that the very service accepts the very value."""
    now = known.now.get(path)
    if now is None:
        return False
    return any(
        (found.key, found.path, found.url) == (resource.key, path, receivers[path])
        and found.key_id == now.key_id
        and hmac.compare_digest(found.digest, now.digest)
        for found in known.accepted
        if now.digest
    )
