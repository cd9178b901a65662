"""What it takes that the manifests declare what the org has."""

from dataclasses import dataclass

from hookops.model.diagnostic import Diagnostic
from hookops.model.management.edits import Edit
from hookops.model.resource import Key, Resource
from hookops.model.source import Mark


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The edits that accept drift, and what nobody can accept."""

    edits: tuple[tuple[Resource, Edit], ...] = ()
    """Each with the declared resource whose manifest it edits."""
    refused: tuple[Diagnostic, ...] = ()
    """Nothing is edited while there is one."""
    in_sync: tuple[Key, ...] = ()
    """Asked for, and declared as the org has it already."""
    secrets: tuple[Key, ...] = ()
    """Written in Okta since hookops did, so that their secrets may be others: no manifest says
    which one Okta has, and the next apply sends that of the manifest."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """What it takes that the manifests of one organization declare what another one has."""

    edits: tuple[tuple[Resource, Edit], ...] = ()
    """Each with the declared resource whose manifest it edits."""
    kept: tuple[tuple[str, Mark], ...] = ()
    """Paths that differ and that an overlay sets, so that they are the environment's own."""
    refused: tuple[Diagnostic, ...] = ()
    """Nothing is edited while there is one."""
