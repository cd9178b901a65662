"""What a manifest says of where an existing hook is bound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hookops.kinds.binding.attachment_points import OCCASIONS, AttachmentPoint
from hookops.kinds.binding.spec import Binding, Selector, binding_of
from hookops.kinds.values import Declaring
from hookops.model.resource import Actual, Json
from hookops.model.text import find_invisible, show

_WORDS = {scope: word for word, scope in OCCASIONS.items()}
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Found:
    """Bindings as a manifest has them."""

    bindings: tuple[Json, ...] | None
    """None where the manifest must say nothing of them: whatever is bound then stays so."""
    comments: tuple[str, ...]


def declare_bindings(hook_id: str, points: Sequence[AttachmentPoint], asked: Declaring) -> Found:
    """Every binding of the hook, or none of them where one cannot be said."""
    types = {point.type for point in points}
    known = {*asked.seen.scanned, *asked.seen.unread}
    if not types <= known:
        return Found(None, (_NOT_READ,))
    unread = [why for type_, why in asked.seen.unread.items() if type_ in types]
    users = [point for point in asked.seen.points if hook_id in binding_of(point).hooks]
    # Half of them would be worse than none: a plan unbinds what the list leaves out.
    troubles = list(filter(None, (_why_not(binding_of(user), types, asked) for user in users)))
    lines = [
        *(f"What calls it could not be read: {show(why, 200)}" for why in unread),
        *(f"It is bound as no manifest can say it: {why}" for why in troubles),
    ]
    if lines:
        return Found(None, (*lines, _UNMANAGED))
    return Found(tuple(_declare(user, asked.seen.points) for user in users), ())


_NOT_READ = "Which flows call it is not known here: hookops export reads that from the org."
_UNMANAGED = "So its bindings are not managed: hookops changes none of them."


def _why_not(binding: Binding, types: set[str], asked: Declaring) -> str:
    """Why a binding is in no manifest; empty for nearly every one."""
    flow = show(binding.flow, 200)
    if binding.type not in types:
        return f"{flow}, which is no place for such a hook"
    if len(binding.hooks) > 1:
        return f"{flow}, which has {len(binding.hooks)} hooks"
    return "" if asked.with_parts else flow


def _declare(user: Actual, points: Sequence[Actual]) -> dict[str, Json]:
    """The binding as it is written: names where they say which object is meant."""
    binding = binding_of(user)
    others = [other for point in points if (other := binding_of(point)).type == binding.type]
    written = dict(zip(binding.point.selector_names, _selectors(binding, others), strict=True))
    words = [_WORDS.get(scope, "") for scope in binding.run_on or ()]
    # A scope that no manifest knows stays what it is, as long as the manifest says nothing of it.
    if words and all(words):
        written["runOn"] = words
    return written


def _selectors(binding: Binding, others: Sequence[Binding]) -> Iterator[Json]:
    """A name, or `{id: ...}`, for each object that leads to the point."""
    # Together the names may be unique where one of them alone is not.
    unique = [other.names for other in others].count(binding.names) == 1
    for index, selector in enumerate(binding.selectors):
        others = [other for other in others if other.selectors[index].name == selector.name]
        several = {other.selectors[index].id for other in others} != {selector.id}
        if not _is_plain(selector) or (several and not unique):
            # From here on it is the only one of its name.
            others = [other for other in others if other.selectors[index] == selector]
            yield {"id": selector.id}
        else:
            yield selector.name


def _is_plain(selector: Selector) -> bool:
    """Whether its name is one that a manifest takes and a reader sees."""
    name = selector.name
    return 0 < len(name) <= _LONGEST and name == name.strip() and not find_invisible(name)
