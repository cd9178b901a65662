"""A plan as its readers see it: every text clean, in the order of danger, each fact once.

Text and Markdown are both drawn from this, and it is read from the JSON report: so a saved plan
is shown exactly as a fresh one, and nothing can be in one report and not in the other.
A new field of a change is a field of `Change`, marked as published, and a fact in `_facts` here.
"""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, replace

from hookops.kinds import KINDS
from hookops.model.change import FieldChange
from hookops.model.resource import Json
from hookops.report.facts import Fact, Word, code, prose, strong
from hookops.report.plan.json import field_data
from hookops.report.plan.looks import LEVEL_COLOURS, NOT_IN_GIT, NOTICES, SECRET_HOSTS, VERBS
from hookops.report.plan.notices import (
    ASIDE,
    Notice,
    Unmanaged,
    describe_unseen,
    is_aside,
    read_notice,
    read_unmanaged,
)
from hookops.report.plan.outline import SHOWN, Outline, outlines
from hookops.report.words import SIDES, clean, line_of, worded_pair

_OBVIOUS = {
    *("it does not exist yet", "it is not bound yet", "no longer declared"),
    *("edited in Git", "edited in Okta", "edited in Git and in Okta"),
}
"""Reasons that the verb, the place or the fields of a change say already."""
_WRITE_NOTHING = ("adopt", "record", "verify")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that differs, in words."""

    path: str
    before: str
    after: str
    origin: str
    """`file:line`, or empty."""
    side: str
    """`edited in Git` and the like, or empty."""
    secret: bool
    """Whether it is a secret that is sent; then both texts say so in words."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change, in words."""

    key: str
    kind: str
    verb: str
    """One of `VERBS`."""
    title: str
    """The name in Okta, when it is another than in Git."""
    origin: str
    level: str
    impact: str
    stops: bool
    """Whether what was ACTIVE ends INACTIVE, and is still there."""
    outline: Outline
    """The change on one line."""
    undo: str
    """How it can be undone; empty when nothing is written."""
    declared: tuple[tuple[str, str], ...]
    """What comes or goes, in short: labels and values."""
    fields: tuple[FieldView, ...]
    facts: tuple[Fact, ...]
    """Everything else, in the order in which it is shown."""

    @property
    def symbol(self) -> str:
        """The mark at the line's start."""
        return VERBS[self.verb].symbol

    @property
    def risky(self) -> bool:
        """Whether a reviewer must not miss it."""
        ends = self.verb in ("delete", "replace", "unbind")
        ends = ends or (self.stops and self.level != "safe")
        return ends or self.level in ("outage", "permanent", "unproven")


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan, in words."""

    organization: str
    title: str
    """The organization for people."""
    prune: bool
    targets: tuple[str, ...]
    secret_hosts: tuple[Notice, ...]
    """Hosts that would get a secret and are not known to have it."""
    changes: tuple[ChangeView, ...]
    """What belongs to one hook together, the most dangerous first."""
    notices: tuple[Notice, ...]
    kept: tuple[str, ...]
    forgotten: tuple[tuple[str, str], ...]
    """Keys, each with what it means."""
    unsupported: tuple[Unmanaged, ...]
    """Of one that Okta's answer does not name, only the id is known."""
    unseen: str
    """What the plan does not see of secrets; empty where it would see everything."""
    unmanaged: tuple[Unmanaged, ...]
    unchanged: dict[str, int]
    """Of each kind."""
    summary: dict[str, int]
    conflicts: int
    invalid: int
    guard_errors: int

    @property
    def groups(self) -> list[list[ChangeView]]:
        """The changes of each hook, in the order of `changes`."""
        found: dict[str, list[ChangeView]] = {}
        for change in self.changes:
            found.setdefault(change.outline.group, []).append(change)
        return list(found.values())

    @property
    def undos(self) -> dict[str, list[str]]:
        """Each way to undo something, with the keys that it is of."""
        found: dict[str, list[str]] = {}
        for change in self.changes:
            if change.undo:
                found.setdefault(change.undo, []).append(change.key)
        return found


def read_plan(data: Json, title: str = "") -> PlanView:
    """The view of `plan_data(plan)`, or of a saved plan.

    Shape: `title` is `plan.title`. It is not in the data, which tells whether a plan is stale.

    Raises: KeyError, TypeError, AttributeError, ValueError when the shape is not a plan's.
    """
    # Nothing is checked beforehand: the reading itself raises where the shape is wrong, so that a
    # damaged file cannot pass a check and break a report half-way. Every text is cleaned here,
    # once; what is drawn later is drawn from clean text.
    items = data["resource_changes"]
    changes = [_change(items[line.number], line) for line in outlines(items)]
    changing = {change.key for change in changes} | {key_of(c.outline.group) for c in changes}
    # A plan that an earlier version saved has none of these.
    known = {"disabled": (), **data}
    return PlanView(
        organization=clean(data["organization"]),
        title=clean(title or data["organization"]),
        prune=bool(data["prune"]),
        targets=tuple(clean(target) for target in data["targets"]),
        secret_hosts=tuple(read_notice(item, *SECRET_HOSTS) for item in data["secret_hosts"]),
        changes=tuple(changes),
        notices=tuple(_notices(known, changing)),
        kept=tuple(key_of(address) for address in data["kept"]),
        forgotten=tuple(_forgotten(address) for address in data["forgotten"]),
        unsupported=read_unsupported(data),
        # A plan that an earlier version saved has none.
        unseen=describe_unseen(data.get("unseen_secrets", ())),
        unmanaged=tuple(read_unmanaged(item) for item in data["unmanaged"]),
        unchanged={clean(str(kind)): int(n) for kind, n in data["unchanged"].items()},
        summary={str(name): int(count) for name, count in data["summary"].items()},
        conflicts=len(data["conflicts"]),
        # A plan that an earlier version saved has none.
        invalid=len(data.get("invalid", ())),
        guard_errors=len(data["refusals"]),
    )


def key_of(address: str) -> str:
    """`InlineHook/name` of `InlineHook.name`: the way keys are written on the command line."""
    return clean(address.replace(".", "/", 1))


def view_field(field: FieldChange) -> FieldView:
    """The view of a field that differs."""
    return _field(field_data(field))


def _notices(data: Json, changing: Collection[str]) -> Iterator[Notice]:
    places: set[tuple[str, str]] = set()
    # Where nothing is applied, whatever is warned of may be why.
    blocked = bool(data["conflicts"] or data["refusals"] or data.get("invalid"))
    for member, look in NOTICES.items():
        for item in data[member]:
            # What waits is also warned of: the same code at the same place is the same fact.
            place = (item["code"], item["origin"])
            known = place in places or (not blocked and is_aside(item, changing))
            yield replace(read_notice(item, *look), aside=member in ASIDE and known)
            if member == "held":
                places.add(place)


def read_unsupported(data: Json) -> tuple[Unmanaged, ...]:
    """The view of what a plan, or a report of drift, has of things that hookops cannot read."""
    # A plan that an earlier version saved has their ids alone.
    named = {item["id"]: item for item in data.get("unsupported", ())}
    nameless = {"name": "", "type": "", "status": None}
    return tuple(read_unmanaged(named.get(i) or {**nameless, "id": i}) for i in data["foreign"])


def _forgotten(address: str) -> tuple[str, str]:
    return key_of(address), KINDS[address.partition(".")[0]].when_forgotten


def _change(data: Json, outline: Outline) -> ChangeView:
    before, after = data["change"]["before"], data["change"]["after"]
    name = (after or before or {}).get("name", data["name"])
    title = "" if name == data["name"] else clean(name)
    verb = outline.verb
    # Every field of what is created is new: its facts say so in fewer lines, but for its secrets.
    fields = tuple(_field(f) for f in data["fields"] if verb != "create" or f["secret"])
    shown = (after or before) if verb in ("create", "replace", "delete") else {}
    return ChangeView(
        key=clean(f"{data['type']}/{data['name']}"),
        kind=clean(data["type"]),
        verb=verb,
        title=title,
        origin=line_of(data["origin"]),
        level=data["impact"]["level"],
        impact=clean(data["impact"]["text"]),
        # A replacement is announced as one, and counting it twice would frighten for nothing.
        stops=verb != "replace" and (_status(before), _status(after)) == ("ACTIVE", "INACTIVE"),
        outline=outline,
        # What exists without anything being written needs no way back.
        undo=clean(data["undo"] or ("" if verb in _WRITE_NOTHING else "not possible")),
        declared=tuple(_declared(data["type"], shown, {field.path for field in fields})),
        fields=fields,
        facts=tuple(fact for fact in _facts(data, title) if fact),
    )


def _declared(kind: str, spec: Json, moved: Container[str]) -> Iterator[tuple[str, str]]:
    # What differs has a line of its own, which says more than the value afterwards.
    for label, value in KINDS[kind].facts(spec):
        if value and label not in moved:
            yield label, clean(str(value))


def _facts(data: Json, title: str) -> tuple[Fact, ...]:
    """All that is known of a change besides its fields, in the order in which it is shown."""
    level, origin = data["impact"]["level"], line_of(data["origin"])
    impact = (strong(level), Word(", "), *prose(data["impact"]["text"]))
    return (
        Fact("impact", impact, LEVEL_COLOURS[level]),
        # The first line of a change has both in text; Markdown folds the details away from it.
        Fact("where", code(origin) if origin else (Word(NOT_IN_GIT),), only="markdown"),
        Fact("name in Okta", code(title) if title else (), only="markdown"),
        # The first lines of a plan have the flows, and count those that are too many for them.
        Fact("touches", code(*data["flows"]), only="all" if len(data["flows"]) <= SHOWN else ""),
        Fact("may be refused", prose(data["may_be_refused"])),
        Fact("carries", _carries(data)),
        Fact("verify", prose(data["verify"])),
        Fact("adopts", _adopts(data)),
        Fact("reason", prose("" if data["action_reason"] in _OBVIOUS else data["action_reason"])),
        Fact("requests", code(*map(_request, data["calls"])), only="all"),
    )


def _carries(data: Json) -> tuple[Word, ...]:
    if not data["carries"]:
        return ()
    return *code(*data["carries"]), Word(": hookops does not know it, and sends it back as it is")


def _adopts(data: Json) -> tuple[Word, ...]:
    if not data["adopts"] or not data["actual"]:
        return ()
    noun = KINDS[data["type"]].title
    return Word(f"the {noun} that exists in Okta with id "), *code(data["actual"]["id"])


def _request(call: Json) -> str:
    return f"{call['method']} {call['path']}"


def _status(spec: Json) -> Json:
    return spec.get("status") if spec else None


def _field(data: Json) -> FieldView:
    # Words about a secret are words of hookops; as JSON they would look like the secret itself.
    before, after = worded_pair(data["before"], data["after"], secret=bool(data["secret"]))
    return FieldView(
        path=clean(data["path"]),
        before=before,
        after=after,
        origin=line_of(data["origin"]),
        # Nearly every field is, and its place in Git stands beside it.
        side="" if data["side"] == "git" else SIDES[data["side"]],
        secret=bool(data["secret"]),
    )
