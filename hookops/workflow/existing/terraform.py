"""Adopt from Terraform: what a state has of hooks, in manifests that say what the org has."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from hookops.kinds import LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.binding.spec import binding_of
from hookops.manifest.export.values import About, Exported
from hookops.manifest.terraform.hooks import has_secret, names_in, read_point, read_things
from hookops.manifest.terraform.removed import removed_text
from hookops.manifest.terraform.state import StateResource
from hookops.model.resource import ID, Actual, Json, Snapshot
from hookops.workflow.existing.export import export_seen, read_org
from hookops.workflow.run import Run


@dataclass(frozen=True, slots=True)
class FromState:
    """What comes of a state."""

    made: Exported
    removed: str
    """The text of a Terraform file; empty when the state has nothing of hooks."""
    secrets: tuple[str, ...]
    """Addresses of resources whose secrets the state has."""
    missing: tuple[str, ...]
    """Addresses of what the org does not have: its manifest says what the state says."""
    managed: int
    """How many hooks, keys and bindings Terraform manages."""


def export_state(run: Run, resources: Sequence[StateResource]) -> FromState:
    """Manifests of each hook and key of the state, and of hooks that it binds somewhere.

    The org has the last word: a state is as old as the last run of Terraform.
    """
    # An id goes into paths and into files: what has not its shape names nothing of Okta's.
    read = [(one, raw) for one, raw in read_things(resources) if ID.fullmatch(raw["id"])]
    seen = read_org(run)
    missing = [(one, raw) for one, raw in read if raw["id"] not in seen.ids]
    bound = _points(resources)
    seen = _with_missing(seen, [raw for _, raw in missing], bound)
    made = export_seen(run, seen, {raw["id"]: _about(one) for one, raw in missing})
    wanted = {raw["id"] for _, raw in read}
    wanted |= {str(hook) for point in bound for hook in binding_of(point).hooks}
    return FromState(
        _only(made, wanted),
        removed_text(resources),
        tuple(resource.address for resource in resources if has_secret(resource)),
        tuple(resource.address for resource, _ in missing),
        len(read) + len(bound),
    )


def _points(resources: Sequence[StateResource]) -> list[Actual]:
    names = names_in(resources)
    return [point for r in resources if (point := read_point(r, names)) is not None]


def _only(made: Exported, ids: Collection[str]) -> Exported:
    return Exported(
        tuple(manifest for manifest in made.manifests if manifest.actual.id in ids),
        tuple(one for one in made.left_out if one.id in ids),
    )


def _with_missing(seen: Snapshot, raws: Sequence[Json], bound: Sequence[Actual]) -> Snapshot:
    """The org, and what the state alone has of it."""
    missing = list(_read(raws))
    there = {point.id for point in seen.points}
    gone = {actual.id for actual in missing}
    # Where the org has the attachment point, it knows which hook is there.
    points = [p for p in bound if p.id not in there and gone.intersection(binding_of(p).hooks)]
    return replace(
        seen,
        actuals=tuple(sorted((*seen.actuals, *missing), key=lambda a: (a.kind, a.id))),
        points=(*seen.points, *points),
        scanned=tuple(ATTACHMENT_POINTS) if missing else seen.scanned,
    )


def _read(raws: Sequence[Json]) -> Iterator[Actual]:
    for raw in raws:
        for kind in LISTED.values():
            # What no kind can read is no more than an address in a warning.
            if kind.recognizes(raw) and (actual := kind.read(raw)) is not None:
                yield actual


def _about(resource: StateResource) -> About:
    return About(f"as {resource.address} has it in Terraform's state, and the org has not")
