"""Export: read all of an org, and say it in manifests. Nothing is written to Okta."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.manifest.export.export import export, in_org
from hookops.manifest.export.values import About, Exported, Manifest
from hookops.model.errors import InvalidInput
from hookops.model.resource import Key, Ledger, Resource, Snapshot
from hookops.okta.refresh import refresh, with_points
from hookops.workflow.run import Run, known_values


def read_org(run: Run) -> Snapshot:
    """Every hook and key, and the attachment points of the types of hooks that there are."""
    # Before anything is read: Okta shows these, and no manifest is to have them.
    run.session.known = known_values(run.desired, run.ledger_store.read())
    seen = refresh(run.session, kinds=LISTED)
    needed = {t for a in seen.actuals for t in KINDS[a.kind].attachment_types(a.spec)}
    return with_points(run.session, seen, [type_ for type_ in ATTACHMENT_POINTS if type_ in needed])


def export_org(run: Run, wanted: Sequence[str] = ()) -> Exported:
    """All of the org as manifests, or what is wanted of it.

    Shape: `wanted` are names in Git, names in Okta, or ids.
    Raises: InvalidInput for what is nothing of the org.
    """
    return choose(export_seen(run, read_org(run)), wanted)


def export_seen(
    run: Run, seen: Snapshot, about: Mapping[str, About] = MappingProxyType({})
) -> Exported:
    """The same of what was read. What manifests declare already keeps its name, and says where.

    Shape: `about` says where a thing is from, by its id; without an entry it is from the org.
    """
    found = dict(_declared(run, seen))
    names = {known: resource.key.name for known, resource in found.items()}
    taken = [key for key in run.desired if key.kind in LISTED]
    made = export(seen, names, taken, lambda one: about.get(one.id) or in_org(one))
    places = {resource.key: str(resource.origin.start) for resource in found.values()}
    manifests = tuple(replace(m, written=places.get(m.key, "")) for m in made.manifests)
    return replace(made, manifests=manifests)


def choose(made: Exported, wanted: Sequence[str]) -> Exported:
    """What is wanted, or everything. Raises: InvalidInput for what is nothing of the org."""
    manifests = [m for m in made.manifests if not wanted or set(_calls(m)) & set(wanted)]
    left_out = [o for o in made.left_out if not wanted or {o.id, o.name} & set(wanted)]
    known = {call for m in manifests for call in _calls(m)}
    known |= {call for one in left_out for call in (one.id, one.name)}
    # A name with a typing error would else be exported as nothing, without a word.
    for number, text in enumerate(wanted, start=1):
        if text not in known:
            # Not repeated: a word in the wrong place may be a secret.
            raise InvalidInput(
                f"the org has nothing of the name or id that is KEY {number} of {len(wanted)}",
                "give a name in Git, a name in Okta, or an id: hookops list shows them",
            )
    return Exported(tuple(manifests), tuple(left_out))


def _calls(manifest: Manifest) -> tuple[str, ...]:
    """Everything that a person may call it."""
    actual = manifest.actual
    return (manifest.key.name, str(manifest.key), actual.spec.name, actual.id)


def _declared(run: Run, seen: Snapshot) -> Iterator[tuple[tuple[str, str], Resource]]:
    """(kind, id) of what manifests declare, by the ledger's word, by an id, or by type and name."""
    ledger: Ledger = run.ledger_store.read()
    managed: Mapping[Key, str] = {key: entry.id for key, entry in ledger.managed.items()}
    for key, resource in run.desired.items():
        if key.kind not in LISTED:
            continue
        same = [
            actual.id
            for actual in seen.actuals
            if (actual.kind, actual.spec.type, actual.spec.name)
            == (key.kind, resource.spec.type, resource.spec.name)
        ]
        known = managed.get(key) or resource.id
        # With two of one name nobody knows which one is meant.
        if id_ := known or (same[0] if len(same) == 1 else ""):
            yield (key.kind, id_), resource
