"""Secrets at the moment of sending: all those of a plan are read before the first write."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import (
    AuthError,
    InvalidInput,
    SecretUnavailable,
    Unavailable,
    worst,
)
from hookops.model.resource import Desired, Fingerprint, Key, Managed, Resource
from hookops.model.secret import ResolveSecret, Secret, SecretRef


def resolve(changes: Iterable[Change], resolve_secret: ResolveSecret) -> dict[SecretRef, Secret]:
    """Every secret that the writes of `changes` carry: all of them, or none.

    Raises: InvalidInput, AuthError or Unavailable, by the worst cause, that names each reference
    that cannot be used, never its value.
    """
    found: dict[SecretRef, Secret] = {}
    problems: list[Diagnostic] = []
    codes, schemes = set[int](), set[str]()
    for resource, path, ref in _references(changes):
        # All of them before the first write, and every problem at once: a missing secret must not
        # stop an apply in its middle.
        secret, complaint, code = _examine(ref, resolve_secret)
        if secret is not None and not complaint:
            found[ref] = secret
            continue
        codes.add(code)
        schemes.add(ref.scheme)
        mark = resource.origin.at(tuple(path.split(".")))
        problems.append(Diagnostic("secret", f"{ref} of {resource.key} {complaint}", mark))
    if problems:
        # What another source lacks is said with the reason, and is nothing to set here.
        subject = "set them where hookops runs; it" if "env" in schemes else "hookops"
        hint = f"{subject} wrote nothing, since it reads all secrets first"
        raise _ERRORS[worst(codes)]("", hint, diagnostics=tuple(dict.fromkeys(problems)))
    return found


_ERRORS = {error.exit_code: error for error in (InvalidInput, AuthError, Unavailable)}


def _examine(ref: SecretRef, resolve_secret: ResolveSecret) -> tuple[Secret | None, str, int]:
    """The secret, what is wrong with it, and the exit code of that."""
    try:
        secret = resolve_secret(ref)
    except SecretUnavailable as problem:
        return None, f"cannot be read: {problem.reason}", problem.exit_code
    complaint = "is not set" if secret is None else secret.complaint()
    return secret, complaint, InvalidInput.exit_code


def secrets_of(desired: Desired) -> list[SecretRef]:
    """Every reference of the manifests."""
    found = (KINDS[key.kind].secrets(each.spec).values() for key, each in desired.items())
    return [ref for refs in found for ref in refs]


def secrets_sent(changes: Iterable[Change]) -> list[SecretRef]:
    """Every reference whose secret a write of `changes` carries."""
    return [ref for _, _, ref in _references(changes)]


def if_available(resolve_secret: ResolveSecret, ref: SecretRef) -> Secret | None:
    """The secret; None where its source gives none here."""
    try:
        return resolve_secret(ref)
    except SecretUnavailable:
        return None


def unset(changes: Iterable[Change], resolve_secret: ResolveSecret) -> tuple[str, ...]:
    """Variables that apply will need and that are not set here."""
    near = {ref for ref in secrets_sent(changes) if ref.scheme == "env"}
    return tuple(sorted({str(ref) for ref in near if resolve_secret(ref) is None}))


def unavailable(refs: Iterable[SecretRef], resolve_secret: ResolveSecret) -> dict[str, str]:
    """Why their sources do not give secrets here, by reference; not of variables."""
    reasons: dict[str, str] = {}
    for ref in refs:
        try:
            resolve_secret(ref)
        except SecretUnavailable as problem:
            reasons[problem.ref] = problem.reason
    return dict(sorted(reasons.items()))


def unusable(changes: Iterable[Change], resolve_secret: ResolveSecret) -> tuple[str, ...]:
    """References that are set here and that apply will refuse, each with the reason."""
    found = {ref: if_available(resolve_secret, ref) for ref in secrets_sent(changes)}
    refused = {
        f"{ref} {why}"
        for ref, secret in found.items()
        if secret is not None and (why := secret.complaint())
    }
    return tuple(sorted(refused))


def incomparable(
    managed: Mapping[Key, Managed], known: Mapping[Key, Mapping[str, Fingerprint]]
) -> tuple[str, ...]:
    """References of secrets that were sent without the fingerprint key of today, so that nobody
    would notice their rotation."""
    return tuple(
        sorted(
            now.ref
            for key, prints in known.items()
            for path, now in prints.items()
            if key in managed and now.digest and path in managed[key].fingerprints
            if managed[key].fingerprints[path].sent
            if managed[key].fingerprints[path].key_id != now.key_id
        )
    )


def rename_fingerprints(
    managed: Mapping[Key, Managed],
    resources: Iterable[Resource],
    known: Mapping[Key, Mapping[str, Fingerprint]],
) -> dict[Key, Managed]:
    """The entries, with the fingerprints of today's names where those of former ones are equal.

    Without that, a secret would count as another one as soon as its manifest no longer says what
    it was called before.
    """
    entries = dict(managed)
    for resource in resources:
        entry, now = entries.get(resource.key), known.get(resource.key, {})
        for name in resource.previous_names if entry is not None else ():
            former = known.get(Key(resource.key.kind, name), {})
            assert entry is not None
            # Only an equal value is taken over: any other one is a change that the plan has.
            prints = {
                path: replace(found, digest=now[path].digest)
                if path in former and found.digest and found.digest == former[path].digest
                else found
                for path, found in entry.fingerprints.items()
            }
            entry = entries[resource.key] = replace(entry, fingerprints=prints)
    return entries


def fingerprints(
    resources: Iterable[Resource],
    resolve_secret: ResolveSecret,
    fingerprint_key: bytes,
    organization: str,
) -> dict[Key, dict[str, Fingerprint]]:
    """What tells each secret that can be resolved now from another, by resource and dotted path.

    Without a fingerprint key, or where the secret is not set, only its reference and its version.
    """
    # The key's own hash tells whether two digests can be compared; the prefix keeps it apart from
    # any other hash of the same bytes.
    key_id = hashlib.sha256(b"hookops-key-id" + fingerprint_key).hexdigest()[:8]
    result: dict[Key, dict[str, Fingerprint]] = {}
    for resource in resources:
        # Also under the names that it had in Git, by which the ledger may know it still.
        olds = tuple(Key(resource.key.kind, name) for name in resource.previous_names)
        for path, ref in KINDS[resource.key.kind].secrets(resource.spec).items():
            secret = if_available(resolve_secret, ref) if fingerprint_key else None
            for key in (resource.key, *olds):
                context = (organization, str(key), path)
                digest = secret.fingerprint(fingerprint_key, context) if secret is not None else ""
                known = Fingerprint(
                    ref=str(ref),
                    digest=digest,
                    key_id=key_id if digest else "",
                    version=ref.version,
                    prefix=ref.prefix,
                )
                result.setdefault(key, {})[path] = known
    return result


def _references(changes: Iterable[Change]) -> Iterator[tuple[Resource, str, SecretRef]]:
    """Each secret that a write carries, with its dotted path; none where no step has a body."""
    for change in changes:
        if change.after is not None and any(step.call.body is not None for step in change.steps):
            for path, ref in KINDS[change.key.kind].secrets(change.after.spec).items():
                yield change.after, path, ref
