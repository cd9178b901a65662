"""What contradicts a declared resource where the org and the ledger are matched with it."""

from collections.abc import Collection, Sequence

from hookops.kinds import LISTED
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Key, Resource
from hookops.model.source import Mark
from hookops.model.text import show

NOTHING_TO_ADOPT = "nothing-to-adopt"
ID = "hookops.dev/id"


def describe_unmanaged(resource: Resource, actual: Actual) -> Diagnostic:
    """It exists, and nobody said that hookops may have it."""
    return Diagnostic(
        "exists",
        f"{resource.key}: a {_describe(resource)} exists in Okta ({actual.id}) "
        "and is not managed by hookops",
        resource.origin.start,
        f"hookops adopt {resource.key} manages that one, and so does an apply with the annotation "
        'hookops.dev/adopt: "true"; or choose another spec.name',
    )


def describe_other_id(resource: Resource, actual: Actual | None) -> Diagnostic:
    """The manifest says that another one is meant than the ledger has."""
    id_ = actual.id if actual else "another one"
    return Diagnostic(
        "other-id",
        f"{resource.key}: {ID} names {resource.id}, and hookops manages {id_} under this name",
        resource.origin.start,
        f"take the annotation out, or write {id_}; hookops forget {resource.key} lets go of it",
    )


def describe_nothing_to_adopt(resource: Resource, similar: Sequence[Actual]) -> Diagnostic:
    """Somebody said that it exists, and it does not, at least not under that name."""
    others = ", ".join(f'"{show(a.spec.name)}" ({_id_and_type(a)})' for a in similar)
    hint = "hookops apply creates one, unless hookops.dev/adopt says that it exists"
    if others:
        hint = f"write its name and type as they are in Okta, to the letter; or {hint}"
    what = f"{_describe(resource)} in Okta"
    asked = f"{ID} {resource.id} finds no {what}" if resource.id else f"there is no {what} to adopt"
    return Diagnostic(
        NOTHING_TO_ADOPT,
        f"{resource.key}: {asked}: "
        f'"{show(resource.spec.name)}"' + (f"; similar: {others}" if others else ""),
        resource.origin.start,
        hint,
    )


def describe_missing(resource: Resource, why: str) -> Diagnostic:
    """It is asked for by its key, and it is nowhere, or not free."""
    return Diagnostic(
        NOTHING_TO_ADOPT,
        f'{resource.key}: there is nothing in Okta to adopt as "{show(resource.spec.name)}": {why}',
        resource.origin.start,
        "hookops plan says what the next apply makes of it",
    )


def describe_ambiguous(
    resource: Resource, actuals: Sequence[Actual], doubled: Collection[str] = ()
) -> Diagnostic:
    """Several may be meant. Those that are `doubled`, by id, a create of hookops made again."""
    ids = ", ".join(actual.id for actual in actuals)
    second = [actual.id for actual in actuals if actual.id in doubled]
    hint = "rename or delete all but one of them in Okta; hookops does not guess which is yours"
    if second and len(second) == len(actuals) - 1:
        hint = (
            f"a create of hookops was carried out twice, and made {', '.join(second)} as well: "
            "hookops apply --remove-duplicates deletes it unless a flow calls it"
        )
    return Diagnostic(
        "ambiguous",
        f"{resource.key}: {len(actuals)} of it exist in Okta, each a {_describe(resource)}: {ids}",
        resource.origin.start,
        hint,
    )


def describe_unsupported(key: Key, id_: str, mark: Mark | None) -> Diagnostic:
    """It exists, and cannot be read."""
    return Diagnostic(
        "not-understood",
        f"{key}: {id_} has a type, status or channel in Okta that hookops does not know",
        mark,
        "look at it in the console; hookops neither changes nor forgets it",
    )


def describe_name_taken(resource: Resource, actual: Actual) -> Diagnostic:
    """Another one has the name that it is to get."""
    return Diagnostic(
        "name-held",
        f"{resource.key}: its new name in Okta is that of {actual.id}, "
        "which hookops does not manage",
        resource.origin.start,
        "choose another spec.name, or rename or delete that one in Okta",
    )


def _describe(resource: Resource) -> str:
    title = LISTED[resource.key.kind].title
    return f"{title} of this type and name" if resource.spec.type else f"{title} of this name"


def _id_and_type(actual: Actual) -> str:
    return ", ".join(part for part in (actual.id, actual.spec.type) if part)
