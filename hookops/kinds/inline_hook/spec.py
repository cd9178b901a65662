"""What an inline hook is, declared or actual."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hookops.kinds.binding.spec import Binding
from hookops.kinds.inline_hook.channel import (
    Channel,
    channel_body,
    channel_compared,
    channel_fields,
)
from hookops.model.resource import Desired, Json, Resource

Status = Literal["ACTIVE", "INACTIVE"]
Preview = Literal["required", "optional", "off"]


@dataclass(frozen=True, slots=True)
class Verify:
    """How apply verifies a hook's service: `spec.verify`."""

    preview: Preview = "off"
    """`required`: a failure ends the apply. `optional`: apply only reports it."""
    cases: str = ""
    """A folder of saved cases, from the project's root; empty for a request of our own making."""
    through_okta: bool = False
    """Whether the call after the change goes through Okta (`execute`)."""


@dataclass(frozen=True, slots=True)
class Hook:
    """An inline hook, declared or actual.

    Source: Okta Management API, InlineHook.
    """

    name: str
    type: str
    version: str
    status: Status
    channel: Channel
    bindings: tuple[Binding, ...] | None = None
    """Everywhere it is bound; None when that is not declared, and of an actual one."""
    by_hand: tuple[str, ...] = ()
    """Apps that a person binds it to, in the console."""
    verify: Verify = Verify()

    def fields(self) -> Mapping[str, Json]:
        """In Okta's own order and nesting."""
        return {
            "name": self.name,
            "type": self.type,
            "version": self.version,
            "status": self.status,
            "channel": channel_fields(self.channel),
        }

    def compared(self) -> Mapping[str, Json]:
        """Without secrets, headers by lower-case name."""
        return {**self.fields(), "channel": channel_compared(self.channel)}


def hook_body(spec: Hook) -> dict[str, Json]:
    """What a create or a replacement of the hook sends."""
    return {
        "name": spec.name,
        "type": spec.type,
        "version": spec.version,
        "channel": channel_body(spec.channel),
    }


def declared_hook(resource: Resource) -> Hook:
    """The hook that a declared resource of this kind is."""
    assert isinstance(resource.spec, Hook)
    return resource.spec


def hooks(desired: Desired) -> Mapping[str, Hook]:
    """Every declared hook by its name in Git."""
    return {
        key.name: resource.spec
        for key, resource in desired.items()
        if isinstance(resource.spec, Hook)
    }
