"""Which attachment point a declared binding means, or why there is none."""

from collections.abc import Sequence
from difflib import get_close_matches

from hookops.kinds.binding.spec import Binding, Selector, binding_of
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Resource
from hookops.model.text import show
from hookops.reconcile.context import PlanContext


def select_point(resource: Resource, spec: Binding, context: PlanContext) -> Actual | Diagnostic:
    """The attachment point with those names or ids; they are exact, and of one object."""
    managed = context.ledger.managed.get(resource.key)
    fits = _fitting(spec, context)
    # An app that cannot hold a hook gives way to one of the same name that can.
    usable = [point for point in fits if not binding_of(point).trouble]
    # What was bound decides before names do: a name may be another object's by now.
    was = context.points.get(managed.id) if managed is not None else None
    if was is not None:
        return was if was in fits else _renamed(resource, spec, was, fits)
    if len(fits) == 1 or len(usable) == 1:
        return (usable or fits)[0]
    if fits:
        return _ambiguous(resource, spec, fits)
    points = [point for point in context.snapshot.points if binding_of(point).type == spec.type]
    return _missing(resource, spec, points)


def _fitting(spec: Binding, context: PlanContext) -> list[Actual]:
    points: Sequence[Actual] = context.snapshot.points
    if all(spec.names):
        points = context.points_by_name.get((spec.type, spec.names), ())
    # Also of those of one name: what a rollback declares has ids too.
    return [point for point in points if binding_of(point).is_meant_by(spec)]


def _ambiguous(resource: Resource, spec: Binding, fits: list[Actual]) -> Diagnostic:
    last = spec.point.selector_names[-1]
    ids = ", ".join(binding_of(point).selectors[-1].id for point in fits)
    return Diagnostic(
        "ambiguous-target",
        f"{resource.key}: {len(fits)} of this name exist in Okta: {ids}",
        resource.origin.at((last,)),
        f"say which one is meant: {last}: {{id: {binding_of(fits[0]).selectors[-1].id}}}",
    )


def _renamed(
    resource: Resource, spec: Binding, point: Actual, fits: Sequence[Actual]
) -> Diagnostic:
    """The object that was bound has another name; another object may have its name by now."""
    now = binding_of(point)
    shown = zip(spec.point.selector_names, spec.selectors, now.selectors, strict=True)
    moved = [(name, actual.name) for name, selector, actual in shown if not selector.fits(actual)]
    names = ", ".join(f'{name}: "{show(text)}"' for name, text in moved)
    ids = ", ".join(point.id for point in fits)
    other = f"; its old name is that of another one now ({ids})" if fits else ""
    return Diagnostic(
        "renamed-target",
        f"{resource.key}: what was bound under this name ({point.id}) is called otherwise in Okta "
        f"now: {names}{other}",
        resource.origin.at((moved[0][0],)),
        f"write {names}, or {moved[-1][0]}: {{id: {now.selectors[-1].id}}}; hookops does not "
        "rename it back, since it is not its own",
    )


def _missing(resource: Resource, spec: Binding, points: list[Actual]) -> Diagnostic:
    """The first selector that nothing fits, with the names that come closest."""
    # From the outside in: a rule can only be missing in a policy that is there.
    actual = [binding_of(point).selectors for point in points]
    upto = [
        [
            selectors
            for selectors in actual
            if all(map(Selector.fits, spec.selectors[:index], selectors))
        ]
        for index in range(len(spec.selectors) + 1)
    ]
    index = next(i for i in range(len(spec.selectors)) if not upto[i + 1])
    selector_name, selector = spec.point.selector_names[index], spec.selectors[index]
    names = sorted(
        {selectors[index].id if selector.id else selectors[index].name for selectors in upto[index]}
    )
    wanted = selector.name or selector.id
    last = spec.point.selector_names[-1]
    such = "" if selector_name == last else f" with a {last}"
    text = f'{resource.key}: no {selector_name} "{show(wanted)}"{such} exists in Okta'
    return Diagnostic(
        "no-target", text, resource.origin.at((selector_name,)), _close(wanted, names)
    )


def _close(wanted: str, names: list[str]) -> str:
    folded = {name.casefold(): name for name in names}
    if wanted.casefold() in folded:
        return f'names are compared as they are: there is "{show(folded[wanted.casefold()])}"'
    close = get_close_matches(wanted.casefold(), list(folded), n=3, cutoff=0.6)
    if close:
        return "did you mean " + ", ".join(f'"{show(folded[name])}"' for name in close)
    return f"there is: {', '.join(show(name) for name in names[:5])}" if names else "there is none"
