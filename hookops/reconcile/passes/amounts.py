"""How many deletes and updates pass at once, and which number of the command line allows more."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hookops.kinds import KINDS, LISTED
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.limits import FREE, Cap, Caps, Limits
from hookops.model.resource import Ledger, Managed
from hookops.model.text import plural

FREE_SHARE = 0.3
"""Nor do those of up to this share of what is managed; nor is it many when so few are gone."""


@dataclass(frozen=True, slots=True)
class _Sort:
    """What is counted together."""

    member: Literal["max_delete", "max_update"]
    option: str
    setting: str
    done: str
    actions: tuple[Action, ...]


_SORTS = (
    _Sort("max_delete", "--max-delete", "maxDelete", "deleted", (Action.DELETE, Action.REPLACE)),
    # One wrong variable or template changes every hook at once, and each looks right by itself.
    _Sort(
        "max_update",
        "--max-update",
        "maxUpdate",
        "updated",
        (Action.UPDATE, Action.ACTIVATE, Action.DEACTIVATE),
    ),
)


def check_amounts(
    changes: Sequence[Change], ledger: Ledger, limits: Limits, caps: Caps
) -> Iterator[Diagnostic]:
    """A guard error for each sort of change of which there are too many at once."""
    for sort in _SORTS:
        # Without --prune, a replacement is refused as such.
        refused = () if limits.prune else (Action.REPLACE,)
        found = [c for c in changes if _is_counted(c, sort) and c.action not in refused]
        given = getattr(limits, sort.member)
        if given is not None:
            # A person counted this plan: their number is for all of it, whatever the types.
            yield from _judge(found, sort, given, f"{sort.option} allows {given}")
        else:
            yield from _judge_by_default(found, ledger, sort, caps)


def _is_counted(change: Change, sort: _Sort) -> bool:
    # A binding that is deleted is an unbind, and a key is nothing that calls can be wrong with.
    kind = KINDS[change.key.kind]
    counts = kind.is_called or (sort.member == "max_delete" and change.key.kind in LISTED)
    return counts and change.action in sort.actions


def _judge_by_default(
    found: Sequence[Change], ledger: Ledger, sort: _Sort, caps: Caps
) -> Iterator[Diagnostic]:
    """The figures of hookops and the project file; of those that are exceeded, the narrowest."""
    managed = [entry for entry in ledger.managed.values() if entry.key.kind in LISTED]
    # A share for large orgs, a number for small ones: three of four hooks is a usual change.
    free = max(FREE, int(FREE_SHARE * len(managed)))
    cap: Cap | None = getattr(caps, sort.member)
    capped = cap.of(len(managed)) if cap else free
    text = f"{free} are allowed" if free <= capped else _by_project(sort, capped)
    errors = list(_judge(found, sort, min(free, capped), text))
    yield from errors or _judge_types(found, managed, sort, caps)


def _judge_types(
    found: Sequence[Change], managed: Sequence[Managed], sort: _Sort, caps: Caps
) -> Iterator[Diagnostic]:
    by_type: dict[str, list[Change]] = defaultdict(list)
    for change in found:
        spec = change.before.spec if change.before else change.after and change.after.spec
        by_type[spec.type if spec else ""].append(change)
    for type_, cap in caps.types.items():
        limit: Cap | None = getattr(cap, sort.member)
        if limit is not None:
            allowed = limit.of(sum(entry.compared.get("type") == type_ for entry in managed))
            text = f"{_by_project(sort, allowed)} of {type_}"
            yield from _judge(by_type[type_], sort, allowed, text, len(found))


def _by_project(sort: _Sort, allowed: int) -> str:
    return f"hookops.yaml allows {allowed} at once ({sort.setting})"


def _judge(
    found: Sequence[Change], sort: _Sort, allowed: int, text: str, total: int | None = None
) -> Iterator[Diagnostic]:
    """Shape: `total` is the number that the option needs, where `found` are a part of all."""
    if len(found) > allowed:
        names = ", ".join(str(change.key) for change in found)
        yield Diagnostic(
            sort.option.removeprefix("--"),
            f"{plural(len(found), 'hook')} would be {sort.done}, {text}: {names}",
            found[0].mark,
            f"if that is right, say {sort.option} {total or len(found)}",
        )
