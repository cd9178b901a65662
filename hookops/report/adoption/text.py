"""An adoption in lines of text."""

from collections import Counter
from collections.abc import Iterator

from hookops.kinds import LISTED
from hookops.model.change import Change
from hookops.model.management.adoption import Adoption
from hookops.model.resource import Fingerprint, Key
from hookops.report.plan.text import field_lines
from hookops.report.plan.view import view_field
from hookops.report.text_kit import Line, draw, spaced
from hookops.report.words import clean, line_of, things


def adoption_text(found: Adoption, *, styled: bool = False, width: int = 0) -> str:
    """What comes under management, or has; with what the next plan changes before it has."""
    blocks = [
        [] if found.done else [Line(f"Adoption in {clean(found.title)}", "bold")],
        *([*_change_lines(change, done=found.done)] for change in found.changes),
        list(_aside(found)),
        [Line(_closing(found), "bold")],
    ]
    # What is done is a list: what differs was shown before.
    lines = [line for block in blocks for line in block] if found.done else spaced(blocks)
    return draw(lines, None, styled=styled, width=width)


def differs(change: Change) -> bool:
    """Whether the next plan changes what is adopted."""
    return bool(change.steps)


def _change_lines(change: Change, *, done: bool) -> Iterator[Line]:
    assert change.before is not None
    key, id_ = clean(str(change.key)), clean(change.before.id)
    if done:
        yield Line(f"adopted {key} ({id_})", "green")
        return
    name = change.before.spec.name
    title = f', "{clean(name)}"' if name != change.key.name else ""
    yield Line(f"* adopt {key}{title}, {id_} in Okta, {line_of(str(change.mark))}", "bold cyan")
    if differs(change):
        yield Line("    the next plan changes it to what the manifest says:")
    yield from field_lines([view_field(field) for field in change.fields])


def _aside(found: Adoption) -> Iterator[Line]:
    # Bindings go with their hook, and would say the same once more.
    for key in filter(_is_listed, found.managed):
        yield Line(f"managed already {clean(str(key))}", "dim")
    for key in filter(_is_listed, found.absent):
        yield Line(f"not in Okta {clean(str(key))}: hookops apply creates it", "dim")
    for print_ in (p for prints in found.assumed.values() for p in prints.values()):
        yield Line(_assumption(print_))


def _is_listed(key: Key) -> bool:
    return key.kind in LISTED


def _assumption(print_: Fingerprint) -> str:
    ref = clean(print_.ref)
    # Whoever assumes something has to learn where nothing comes of it.
    if not print_.digest and not print_.version:
        return (
            f"nothing is known of {ref}: it has no version, and it or HOOKOPS_FINGERPRINT_KEY is "
            "not set here, so hookops will not see that it was rotated"
        )
    how = "its value is set here" if print_.digest else f"its version is {clean(print_.version)}"
    return f"assumed: Okta has {ref} as {how}; hookops has not sent it"


def _closing(found: Adoption) -> str:
    counts = things(Counter(change.key.kind for change in found.changes))
    if not found.changes:
        return "hookops has nothing to adopt: nothing is written to Okta."
    more = sum(differs(change) for change in found.changes)
    later = f" The next plan changes {more} of them." if more else ""
    verb = "hookops has adopted" if found.done else "hookops would adopt"
    wrote = "It wrote nothing to Okta." if found.done else "It writes nothing to Okta."
    return f"{verb} {counts}. {wrote}{later}"
