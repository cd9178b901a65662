"""The one slot that a declared binding means, or why there is none."""

from collections.abc import Sequence
from difflib import get_close_matches

from hookops.kinds.binding.kind import Binding, Pick
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Live, Resource
from hookops.model.text import show
from hookops.reconcile.context import Ground, binding


def match(resource: Resource, spec: Binding, ground: Ground) -> Live | Diagnostic:
    """The slot with those names or ids; they have to be exact, and of one object."""
    managed = ground.ledger.managed.get(resource.key)
    fits = _fitting(spec, ground)
    usable = [slot for slot in fits if not binding(slot).trouble]
    was = ground.slots.get(managed.id) if managed is not None else None
    if was is not None:
        return was if was in fits else _renamed(resource, spec, was, fits)
    if len(fits) == 1 or len(usable) == 1:
        return (usable or fits)[0]
    if fits:
        return _ambiguous(resource, spec, fits)
    slots = [slot for slot in ground.snapshot.slots if binding(slot).type == spec.type]
    return _missing(resource, spec, slots)


def _fitting(spec: Binding, ground: Ground) -> list[Live]:
    names = [pick.name for pick in spec.picks]
    if all(names):
        return list(ground.named.get((spec.type, *names), ()))
    return [slot for slot in ground.snapshot.slots if binding(slot).is_meant_by(spec)]


def _ambiguous(resource: Resource, spec: Binding, fits: list[Live]) -> Diagnostic:
    last = spec.slot.selectors[-1]
    ids = ", ".join(binding(slot).picks[-1].id for slot in fits)
    return Diagnostic(
        "ambiguous-target",
        f"{resource.key}: {len(fits)} of this name exist in Okta: {ids}",
        resource.origin.at((last,)),
        f"say which one is meant: {last}: {{id: {binding(fits[0]).picks[-1].id}}}",
    )


def _renamed(resource: Resource, spec: Binding, slot: Live, fits: Sequence[Live]) -> Diagnostic:
    """The object that was bound has another name; another object may have its name by now."""
    now = binding(slot)
    shown = zip(spec.slot.selectors, spec.picks, now.picks, strict=True)
    moved = [(name, actual.name) for name, pick, actual in shown if not pick.fits(actual)]
    told = ", ".join(f'{name}: "{show(text)}"' for name, text in moved)
    ids = ", ".join(twin.id for twin in fits)
    twin = f"; its old name is that of another one now ({ids})" if fits else ""
    return Diagnostic(
        "renamed-target",
        f"{resource.key}: what was bound under this name ({slot.id}) is called otherwise in Okta "
        f"now: {told}{twin}",
        resource.origin.at((moved[0][0],)),
        f"write {told}, or {moved[-1][0]}: {{id: {now.picks[-1].id}}}; hookops does not rename it "
        "back, since it is not its own",
    )


def _missing(resource: Resource, spec: Binding, slots: list[Live]) -> Diagnostic:
    """The first selector that nothing fits, with the names that come closest."""
    actual = [binding(slot).picks for slot in slots]
    upto = [
        [picks for picks in actual if all(map(Pick.fits, spec.picks[:index], picks))]
        for index in range(len(spec.picks) + 1)
    ]
    index = next(i for i in range(len(spec.picks)) if not upto[i + 1])
    selector, pick = spec.slot.selectors[index], spec.picks[index]
    names = sorted({picks[index].id if pick.id else picks[index].name for picks in upto[index]})
    wanted = pick.name or pick.id
    last = spec.slot.selectors[-1]
    such = "" if selector == last else f" with a {last}"
    text = f'{resource.key}: no {selector} "{show(wanted)}"{such} exists in Okta'
    return Diagnostic("no-target", text, resource.origin.at((selector,)), _close(wanted, names))


def _close(wanted: str, names: list[str]) -> str:
    folded = {name.casefold(): name for name in names}
    if wanted.casefold() in folded:
        return f'names are compared as they are: there is "{show(folded[wanted.casefold()])}"'
    close = get_close_matches(wanted.casefold(), list(folded), n=3, cutoff=0.6)
    if close:
        return "did you mean " + ", ".join(f'"{show(folded[name])}"' for name in close)
    return f"there is: {', '.join(show(name) for name in names[:5])}" if names else "there is none"
