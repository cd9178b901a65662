"""Which secret is rotated, from which reference to which, and what its manifest is to say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.rotation import edit_reference, with_secret, written_path
from hookops.kinds.inline_hook.rules.references import check_reference
from hookops.kinds.inline_hook.spec import Hook, Verify, declared_hook
from hookops.manifest.edits.check import check_edited
from hookops.manifest.edits.files import EditedFile, edit_file
from hookops.model.errors import InvalidInput
from hookops.model.management.edits import Edit
from hookops.model.references import syntax
from hookops.model.resource import Desired, Fingerprint, Key, Ledger, Resource
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath
from hookops.model.text import show
from hookops.reconcile.intents import time_of
from hookops.reconcile.matching.renames import follow_renames


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    key: Key
    ref: SecretRef
    """Without a version the label of the manifest stays; a prefix is always the manifest's."""
    field: str = ""
    """Which secret of the hook, or the end of its path; empty where it has one alone."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """One secret of one hook, and the references that it is read from."""

    resource: Resource
    """As manifests declare it now."""
    path: str
    """Of the secret, dotted, as in plans."""
    declared: SecretRef
    """What the manifest names now."""
    old: SecretRef
    """What hookops has last sent; what the manifest names where no ledger says so."""
    new: SecretRef

    @property
    def key(self) -> Key:
        """Of the hook."""
        return self.resource.key

    @property
    def verify(self) -> Verify:
        """What its manifest says of verification."""
        return declared_hook(self.resource).verify

    def hook(self, ref: SecretRef) -> Hook:
        """The hook with its secret from there."""
        return with_secret(declared_hook(self.resource), self.path, ref)

    def declare(self, desired: Desired, ref: SecretRef) -> Desired:
        """What manifests declare, with that hook. The rotation itself calls its service."""
        hook = replace(self.hook(ref), verify=Verify())
        return {**desired, self.key: replace(self.resource, spec=hook)}


def find_rotation(
    desired: Desired, ledger: Ledger | None, wanted: Wanted, allowed_secrets: Sequence[str]
) -> Rotation:
    """The rotation that is asked for.

    Shape: without a ledger only the manifest is looked at; `allowed_secrets` as of `Listed.check`.
    Raises: InvalidInput for a hook, field or reference that cannot be meant.
    """
    resource = desired.get(wanted.key)
    if resource is None or wanted.key.kind != HOOKS.name:
        raise InvalidInput(
            f"the manifests declare no hook {show(wanted.key.name)}",
            "rotate takes the name of a hook in Git, as InlineHook/enrich-access-tokens",
        )
    # Trusted no more than what a manifest names: a script may have put it on the command line.
    _check_allowed(wanted.ref, allowed_secrets)
    path, declared = _choose(resource, wanted.field)
    old = declared
    if ledger is not None:
        old = _last_sent(ledger, desired, wanted.key, path, declared, allowed_secrets)
    # A label that stays is harmless, since another reference is a change by itself; one that goes
    # would make the next rotation in the same variable invisible.
    version = wanted.ref.version or declared.version
    new = replace(wanted.ref, version=version, prefix=declared.prefix)
    return Rotation(resource, path, declared, old, new)


def edit_manifest(root: Path, rotation: Rotation) -> tuple[EditedFile, ...]:
    """The files that are to name the new reference, not written yet; none where they do already.

    Raises: InvalidInput for a file that hookops cannot edit.
    """
    origin, key = rotation.resource.origin, rotation.key
    place = written_path(declared_hook(rotation.resource), rotation.path)
    # Marks are of what is below `spec`.
    inner = place[1:]
    is_object = (*inner, "ref") in origin.places
    main = origin.at((*inner, "ref") if is_object else inner).file
    by_file: dict[str, list[Edit]] = {}
    for edit in edit_reference(place, rotation.declared, rotation.new, is_object=is_object):
        # A label that an overlay sets is set there. One of the shared manifest stays, and the file
        # with the reference gets its own: other organizations have other values.
        set_at = origin.at(edit.path[1:]).file if edit.path[1:] in origin.places else main
        file = main if set_at == origin.start.file else set_at
        by_file.setdefault(file, []).append(edit)
    files = tuple(
        edit_file(root, file, [((key.kind, key.name), edits)])
        for file, edits in sorted(by_file.items())
    )
    check_edited(files, "no manifest may say that", "say it otherwise with --to and --version")
    return files


def sent_print(ledger: Ledger, desired: Desired, key: Key, path: str) -> Fingerprint | None:
    """What the ledger has of the secret that was last sent; None where it has nothing."""
    entry = follow_renames(ledger, desired).managed.get(key)
    return entry.fingerprints.get(path) if entry is not None else None


def former_reference(ledger: Ledger, rotation: Rotation) -> str:
    """The last other reference that the secret was read from, by history; empty for none."""
    refs = (
        change.secrets.get(rotation.path, "")
        for record in reversed(ledger.applies)
        for change in record.changes
        if change.key == rotation.key
    )
    # A ledger may have any text there, and this one is shown.
    return next((ref for ref in refs if ref != str(rotation.new) and read_reference(ref)), "")


def was_brought_last(ledger: Ledger, rotation: Rotation) -> bool:
    """Whether the hook's last write may have brought the new reference, by what history has."""
    entry = ledger.managed[rotation.key]
    found = (
        (record.at, change.secrets.get(rotation.path))
        for record in reversed(ledger.applies)
        for change in record.changes
        if change.key == rotation.key
    )
    at, before = next(found, ("", None))
    # History gets a record when an apply ends, so a later write is of a run that was killed.
    if at and time_of(entry.last_updated) > time_of(at):
        return True
    return before is not None and before != str(rotation.new)


def read_reference(text: str, version: str = "") -> SecretRef | None:
    """The reference that this is; None for any other text."""
    try:
        syntax.read_reference(text)
    except ValueError:
        return None
    scheme, _, name = text.partition(":")
    return SecretRef(scheme, name, version)


def _last_sent(
    ledger: Ledger,
    desired: Desired,
    key: Key,
    path: str,
    declared: SecretRef,
    allowed_secrets: Sequence[str],
) -> SecretRef:
    if ledger.by_name:
        raise InvalidInput(
            "hookops keeps no ledger here (`ledger: none`), so nothing remembers which secret was "
            "sent, and no plan would send another one",
            "name a place for a ledger, in hookops.yaml or HOOKOPS_LEDGER",
        )
    entry = follow_renames(ledger, desired).managed.get(key)
    if entry is None:
        raise InvalidInput(
            f"{key}: hookops does not manage it yet, so there is no secret to rotate",
            "write the reference into its manifest; hookops apply sends it",
        )
    found = entry.fingerprints.get(path)
    # Not the manifest: where it names the new one already, only the ledger knows the old one.
    known = read_reference(found.ref, found.version) if found is not None else None
    # Somebody else may have written the ledger: what it names is read like what a manifest names.
    if known is None or found is None or any(_problems(known, allowed_secrets)):
        return declared
    return replace(known, prefix=found.prefix)


def _check_allowed(ref: SecretRef, allowed_secrets: Sequence[str]) -> None:
    for text, hint in _problems(ref, allowed_secrets):
        raise InvalidInput(f"--to {ref}: {text}", hint)


def _problems(ref: SecretRef, allowed_secrets: Sequence[str]) -> Iterator[tuple[str, str]]:
    place: FieldPath = ("a reference",)
    for problem in check_reference(place, str(ref), allowed_secrets):
        yield problem.message, problem.hint


def _choose(resource: Resource, field: str) -> tuple[str, SecretRef]:
    """Path and reference of the secret that is meant. Raises: InvalidInput that lists them."""
    secrets = HOOKS.secrets(declared_hook(resource))
    if not secrets:
        raise InvalidInput(
            f"{resource.key}: its manifest names no secret",
            "a hook that signs with a key of Okta's has none: hookops keys shows those",
        )
    # By its end too: a header's name is all that people remember.
    meant = field.casefold().replace("valuefrom", "value").replace("clientsecretfrom", _CLIENT)
    found = {
        path: ref
        for path, ref in secrets.items()
        if not meant or f".{path.casefold()}".endswith(f".{meant}")
    }
    if len(found) == 1:
        return next(iter(found.items()))
    # The field is not repeated: it may be a secret in the wrong place.
    what = "several secrets" if found else "no secret at that --field"
    raise InvalidInput(f"{resource.key} has {what}", f"say --field: {_listed(secrets)}")


_CLIENT = "clientsecret"


def _listed(secrets: Mapping[str, SecretRef]) -> str:
    return ", ".join(f"{path} ({ref})" for path, ref in secrets.items())
