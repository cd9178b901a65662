"""Whether a secret has to be sent again. Secrets are never read back, so evidence decides."""

import hmac
from collections.abc import Iterator, Mapping

from hookops.model.change import FieldChange, Side
from hookops.model.resource import Actual, Fingerprint, Managed, Resource
from hookops.model.secret import SecretRef

Fingerprints = Mapping[str, Fingerprint]
"""Of one resource's secrets as they can be read now, by dotted path."""


def secret_changes(
    resource: Resource,
    managed: Managed | None,
    actual: Actual,
    refs: Mapping[str, SecretRef],
    now: Fingerprints,
    *,
    alike: bool,
) -> Iterator[FieldChange]:
    """A field change for each secret that is to be sent again, with the reason as its words.

    Shape: `alike` when nothing visible differs; then a later write in Okta is a suspicion.
    """
    # Of what is adopted nobody knows what was sent; a value from here would replace it unseen.
    if managed is None:
        return
    for path, ref in refs.items():
        before = managed.fingerprints.get(path)
        words, side = _why(before, now.get(path), ref)
        if not words and alike and actual.last_updated > managed.last_updated:
            words, side = "may have been changed: the hook was written after us", "okta"
        if words:
            steps = tuple(path.split("."))
            mark = resource.origin.at(steps)
            yield FieldChange(steps, words, f"send {ref}", side, secret=True, mark=mark)


def _why(before: Fingerprint | None, now: Fingerprint | None, ref: SecretRef) -> tuple[str, Side]:
    # In the order of what is known best: whether it arrived, what the manifest's label says, what
    # the value is, where it is read from. Without a fingerprint an equal reference counts as equal.
    if before is None:
        return "", "unknown"
    if not before.confirmed:
        return "not known to have arrived", "unknown"
    if before.version != ref.version:
        return f"version {before.version or 'none'}", "git"
    if now is not None and now.digest and before.digest and now.key_id == before.key_id:
        same = hmac.compare_digest(now.digest, before.digest)
        return ("", "unknown") if same else ("another value", "git")
    if before.ref and before.ref != str(ref):
        return f"from {before.ref}", "git"
    return "", "unknown"
