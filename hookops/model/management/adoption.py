"""What comes under management without a write, and what leaves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Fingerprint, Key, Managed, Resource


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the ledger would learn, and what the next plan makes of it."""

    title: str = ""
    """The organization for people, as in `Plan`."""
    changes: tuple[Change, ...] = ()
    """One for each thing that comes under management: what it is, and the fields that differ from
    the manifest, which the next plan changes."""
    managed: tuple[Key, ...] = ()
    """Asked for, and managed already."""
    conflicts: tuple[Diagnostic, ...] = ()
    """What cannot be adopted, and why; nothing is adopted while there is one."""
    absent: tuple[Key, ...] = ()
    """Not in the org, also not under a similar name, and named by nobody."""
    assumed: Mapping[Key, Mapping[str, Fingerprint]] = field(default_factory=dict)
    """Secrets of which somebody says that Okta has the value that is set here."""
    done: bool = False
    """Whether the ledger has learned it."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What hookops would no longer manage; nothing of it changes in Okta."""

    entries: tuple[Managed, ...]
    """What was asked for, and what goes with it."""
    declared: tuple[Resource, ...] = ()
    """Those that a manifest still has."""
