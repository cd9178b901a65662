"""Secrets at the moment of sending: every one of a plan is read before the first write."""

import hashlib
from collections.abc import Iterable, Mapping

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.errors import InvalidInput
from hookops.model.resource import Fingerprint, Key, Managed, Resource
from hookops.model.secret import Secret, SecretRef

Env = Mapping[str, str]


def read(ref: SecretRef, env: Env) -> Secret | None:
    """The secret of a reference, or None when the environment has no such variable.

    One final line break, as files and mounts leave it, is dropped.
    """
    value = env.get(ref.name)
    return None if value is None else Secret(value.removesuffix("\n").removesuffix("\r"))


def resolve(changes: Iterable[Change], env: Env) -> dict[SecretRef, Secret]:
    """Every secret that the writes of `changes` carry: all of them, or none.

    Raises: InvalidInput that names each reference that cannot be used, never its value.
    """
    found: dict[SecretRef, Secret] = {}
    complaints: list[str] = []
    for change in changes:
        for path, ref in _refs(change).items():
            secret = read(ref, env)
            complaint = "is not set" if secret is None else secret.complaint()
            if complaint or secret is None:
                place = (
                    f"{change.after.origin.at(tuple(path.split('.')))}: " if change.after else ""
                )
                complaints.append(f"{place}error[secret]: {ref} of {change.key} {complaint}")
            else:
                found[ref] = secret
    if complaints:
        text = "\n".join(dict.fromkeys(complaints))
        hint = "set them where hookops runs; nothing was written, since all are read first"
        raise InvalidInput(text, hint)
    return found


def unset(changes: Iterable[Change], env: Env) -> tuple[str, ...]:
    """References that apply will need and that cannot be read here."""
    refs = (ref for change in changes for ref in _refs(change).values())
    return tuple(sorted({str(ref) for ref in refs if ref.name not in env}))


def incomparable(
    managed: Mapping[Key, Managed], known: Mapping[Key, Mapping[str, Fingerprint]]
) -> tuple[str, ...]:
    """References of secrets that were sent without the fingerprint key of today, so that a
    rotation of them would not be noticed."""
    return tuple(
        sorted(
            now.ref
            for key, prints in known.items()
            for path, now in prints.items()
            if key in managed and now.digest and path in managed[key].fingerprints
            if managed[key].fingerprints[path].key_id != now.key_id
        )
    )


def fingerprints(
    resources: Iterable[Resource], env: Env, key: bytes, organization: str
) -> dict[Key, dict[str, Fingerprint]]:
    """What tells each secret that can be read now from another, by resource and dotted path.

    Without a key, or where the secret is not set, only its reference and version label.
    """
    key_id = hashlib.sha256(b"hookops-key-id" + key).hexdigest()[:8] if key else ""
    result: dict[Key, dict[str, Fingerprint]] = {}
    for resource in resources:
        refs = KINDS[resource.key.kind].secrets(resource.spec)
        for path, ref in refs.items():
            secret = read(ref, env) if key else None
            context = (organization, str(resource.key), path)
            digest = secret.fingerprint(key, context) if secret is not None else ""
            known = Fingerprint(str(ref), digest, key_id if digest else "", ref.version)
            result.setdefault(resource.key, {})[path] = known
    return result


def _refs(change: Change) -> Mapping[str, SecretRef]:
    """A change whose steps send no body needs no secret."""
    if change.after is None or all(step.call.body is None for step in change.steps):
        return {}
    return KINDS[change.key.kind].secrets(change.after.spec)
