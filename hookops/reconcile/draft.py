"""A plan while it is made: what the passes hand on from one to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hookops.model.change import Change, SecretHost
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.reconcile.context import PlanContext


@dataclass(frozen=True, slots=True)
class Draft:
    """Changes so far, and everything that was found about them."""

    changes: tuple[Change, ...] = ()
    unchanged: tuple[Key, ...] = ()
    """What may be as declared: those without a change in the end are."""
    conflicts: tuple[Diagnostic, ...] = ()
    """Where the org contradicts the manifests."""
    invalid: tuple[Diagnostic, ...] = ()
    """What only those may have that are so in Okta already."""
    guard_errors: tuple[Diagnostic, ...] = ()
    secret_hosts: tuple[SecretHost, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    deferred: Mapping[Key, Diagnostic] = field(default_factory=dict)
    """Changes that are no longer in the plan, and what a person does first."""
    by_hand: tuple[Diagnostic, ...] = ()
    kept: tuple[Key, ...] = ()
    forgotten: tuple[Key, ...] = ()


Pass = Callable[[Draft, PlanContext], Draft]
"""Takes the draft and returns it, with what the docstring of its file says changed."""
