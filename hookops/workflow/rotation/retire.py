"""Who has the old secret still, in the manifests and in Okta: else it can be retired. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hookops.kinds import KINDS
from hookops.kinds.inline_hook.rotation import written_path
from hookops.kinds.inline_hook.spec import declared_hook
from hookops.model.resource import Desired, Key, Ledger, Resource
from hookops.model.text import show
from hookops.workflow.rotation.secret import Rotation

Organizations = Mapping[str, Desired | None]
"""What the manifests of each other organization declare; None where they cannot be read."""


@dataclass(frozen=True, slots=True)
class Retired:
    """What is to become of the old secret."""

    old: str
    """Its reference; empty where nobody knows it any more."""
    users: tuple[str, ...]
    """Who has it still, and what ends that; none when it can go."""

    def lines(self, rotation: Rotation) -> tuple[str, ...]:
        """For people."""
        old = f"the old value of {rotation.new}" if self.old == str(rotation.new) else self.old
        if not self.old:
            return ("let the service refuse the old secret: nothing here knows its reference",)
        if self.users:
            return (f"not yet: {old} is still used", *self.users)
        scheme, _, name = self.old.partition(":")
        # In the same variable the new value has taken its place.
        goes = scheme == "env" and self.old != str(rotation.new)
        unset = f"; then unset {name} here" if goes else ""
        return (f"no other hook uses {old}: let the service refuse it{unset}",)


def find_users(
    rotation: Rotation, old: str, desired: Desired, ledger: Ledger, others: Organizations
) -> Retired:
    """Who has the old secret beside the rotated hook, whose secret Okta has replaced.

    Shape: `desired` and `ledger` are those of the rotated hook's organization.
    """
    # What Okta has counts beside what Git says: an edit that waits has retired nothing.
    found = list(dict.fromkeys((*_declared(rotation, old, desired), *_sent(rotation, old, ledger))))
    users = [f"{key}: hookops rotate {key} --to {rotation.new}" for key in found]
    if old == str(rotation.new):
        users = [f"{key} has the old value until hookops apply sends the new one" for key in found]
    # Their ledgers are other jobs' to read, so what manifests say has to do.
    for name, other in others.items():
        users += _elsewhere(rotation, old, show(name), other)
    return Retired(old, tuple(users) if old else ())


def _declared(rotation: Rotation, old: str, desired: Desired) -> Iterator[Key]:
    """Hooks whose manifest names it, beside the secret that was rotated."""
    for key, resource in desired.items():
        for path, ref in KINDS[key.kind].secrets(resource.spec).items():
            if str(ref) == old and (key, path) != (rotation.key, rotation.path):
                yield key


def _sent(rotation: Rotation, old: str, ledger: Ledger) -> Iterator[Key]:
    """Hooks that Okta has it for, whatever their manifests say by now."""
    for key, entry in ledger.managed.items():
        for path, found in entry.fingerprints.items():
            if found.ref == old and (key, path) != (rotation.key, rotation.path):
                yield key


def _elsewhere(rotation: Rotation, old: str, name: str, other: Desired | None) -> Iterator[str]:
    if other is None:
        yield f"{name}: its manifests are not valid, so look at them"
        return
    yield from (f"{name}: {key} uses it" for key in dict.fromkeys(_declared(rotation, old, other)))
    # The same hook of that organization, whose ledger is not read here.
    resource = other.get(rotation.key)
    refs = KINDS[rotation.key.kind].secrets(resource.spec) if resource is not None else {}
    named = str(refs.get(rotation.path, ""))
    is_shared = resource is not None and _file(rotation, resource) == _file(
        rotation, rotation.resource
    )
    # A rotation of a shared manifest is one of that organization from now on; an overlay of its own
    # may name the same variable, and then nothing of it has changed.
    if is_shared and named == str(rotation.new):
        yield f"{name}: its Okta has the old one until hookops apply --org {name} sends the new one"
    elif named == old:
        yield f"{name}: {rotation.key} uses it"


def _file(rotation: Rotation, resource: Resource) -> str:
    """The file that sets the reference."""
    place = written_path(declared_hook(resource), rotation.path)
    # Marks are of what is below `spec`.
    return resource.origin.at((*place[1:], "ref")).file
