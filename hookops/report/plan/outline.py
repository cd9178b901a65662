"""A plan at a glance: one line for each change, the most dangerous first.

Computed from the members of the JSON report alone, as everything that people read of a plan: so a
saved plan cannot show other lines than its changes have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from hookops.kinds import KINDS
from hookops.model.change import Phase
from hookops.model.diagnostic import IMPACTS
from hookops.model.resource import Json
from hookops.model.text import plural
from hookops.report.plan.looks import PHASE_WORDS, verb_of
from hookops.report.words import clean, worded_pair

SHOWN = 3
"""Fields, or flows, that fit on a line; the others are counted. Hosts and secrets always fit."""
_VALUE = 40
_PLACES = ("uri", "tokenUrl", "hookKeyId")
"""Fields that say where requests go and who signs them: they come first, and are always there."""
_SECRETS = {"new": "new secret", "unknown": "secret (may be new)", "same": "secret sent again"}
_PHASES = [PHASE_WORDS.get(phase, phase.name.lower()) for phase in sorted(Phase)]


@dataclass(frozen=True, slots=True)
class Outline:
    """One change on one line. Every text is clean."""

    number: int
    """Of the change in `resource_changes`: an address alone would trust a damaged file."""
    address: str
    group: str
    """The address of the hook that it belongs to; its own where it belongs to none."""
    verb: str
    subject: str
    """The hook, also of a binding."""
    what: str
    """What changes, in short; may be empty."""
    brief: str
    """The same, of which hosts, keys and secrets are left."""
    flows: str
    """What the change affects, in short; empty where nothing is, or `what` has it."""
    level: str
    touched: tuple[str, ...] = ()
    """Every flow that the change affects."""

    @property
    def text(self) -> str:
        """`update InlineHook/x: uri host a -> b, new secret; rule "R" [unproven]`."""
        about = "; ".join(part for part in (self.what, self.flows) if part)
        return f"{self.verb} {self.subject}{f': {about}' if about else ''} [{self.level}]"

    def shortest(self, fits: Callable[[str], bool]) -> str:
        """The first text that fits: whole, with several flows counted, also without other fields,
        or with any flow counted. Hosts and secrets are in the last one, too, fit or not.
        """
        count = plural(len(self.touched), "flow") if self.touched and self.flows else ""
        counted = replace(self, flows=count) if len(self.touched) > 1 else self
        brief = replace(counted, what=self.brief)
        # What is said of a flow beside its name is what a reviewer would not guess.
        least = replace(brief, flows=count) if brief.flows in ("", *self.touched) else brief
        least = least if self.touched else replace(brief, flows="")
        texts = self.text, counted.text, brief.text, least.text
        return next(filter(fits, texts), texts[-1])

    def data(self) -> dict[str, Json]:
        """An element of `overview` in the JSON report."""
        return {
            "address": self.address,
            "group": self.group,
            "impact": self.level,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class _Shared:
    """What an outline takes from its change as it is."""

    number: int
    address: str
    verb: str
    level: str

    touched: tuple[str, ...]

    def outline(
        self, group: str, subject: str, what: str, flows: str = "", brief: str = ""
    ) -> Outline:
        """The whole."""
        rest = (self.verb, subject, what, brief or what, flows, self.level, self.touched)
        return Outline(self.number, self.address, group, *rest)


def outlines(changes: Sequence[Json]) -> list[Outline]:
    """One for each element of `resource_changes`, in the order in which people read them.

    What belongs to one hook stays together, in the order in which apply carries it out; the hook
    with the most dangerous change comes first, and of equal ones that whose requests go to
    another host, then that which flows depend on.
    """
    owners = _owners(changes)
    takers = _takers(changes)
    # An order of hooks first and of their changes then: a hook that is read in two places would be
    # judged twice.
    made = [_outline(number, data, owners, takers) for number, data in enumerate(changes)]
    first = {outline.group: outline.number for outline in reversed(made)}
    worst = {
        group: max(IMPACTS.index(each.level) for each in made if each.group == group)
        for group in first
    }
    moved = {each.group for each in made if " host " in each.what}
    called = {each.group for each in made if each.touched}
    calm = {group: (group not in moved, group not in called) for group in first}
    phases = [_phase(data) for data in changes]
    return sorted(
        made,
        key=lambda o: (-worst[o.group], *calm[o.group], first[o.group], phases[o.number]),
    )


def _takers(changes: Sequence[Json]) -> dict[tuple[str, str], str]:
    """What becomes of flows that are taken from a hook, by its id and the flow."""
    found: dict[tuple[str, str], str] = {}
    for data in changes:
        before, after = data["change"]["before"] or {}, data["change"]["after"] or {}
        old, new = str(before.get("hook", "")), str(after.get("hook", ""))
        if old and old != new:
            whose = f"goes to {clean(new)}" if new else "is taken from it"
            found |= {(old, flow): f"{clean(flow)} {whose} first" for flow in data["flows"]}
    return found


def _owners(changes: Sequence[Json]) -> dict[str, str]:
    """The address of each hook of the plan by all that refers to it: its key, its id, its keys."""
    found: dict[str, str] = {}
    for data in changes:
        if not KINDS[data["type"]].is_called:
            continue
        found[f"{data['type']}/{data['name']}"] = data["address"]
        if data["actual"]:
            found[str(data["actual"]["id"])] = data["address"]
        for spec in (data["change"]["before"], data["change"]["after"]):
            # A signing key is created before its hook and deleted after it.
            for member in ("hookKey", "hookKeyId"):
                if name := _config(spec).get(member):
                    found.setdefault(f"key {name}", data["address"])
    return found


def _outline(
    number: int,
    data: Json,
    owners: Mapping[str, str],
    takers: Mapping[tuple[str, str], str],
) -> Outline:
    verb, level = verb_of(data), data["impact"]["level"]
    if level not in IMPACTS:
        raise ValueError("an impact that no plan has")
    shared = _Shared(number, data["address"], verb, level, tuple(map(clean, data["flows"])))
    spec = data["change"]["after"] or data["change"]["before"] or {}
    if "hook" in spec:
        return _binding(data, owners, shared)
    own = clean(f"{data['type']}/{data['name']}")
    # A key belongs to the hook that signs with it; keys and hooks may have equal names.
    called = KINDS[data["type"]].is_called
    names = [data["name"], *([data["actual"]["id"]] if data["actual"] else [])]
    keyed = (owners.get(f"key {name}") for name in names)
    group = data["address"] if called else next(filter(None, keyed), data["address"])
    flows = _called_by(verb, data, spec, takers) if called else ""
    what, brief = (", ".join(_what(verb, data, spec, most)) for most in (SHOWN, 0))
    return shared.outline(group, own, what, flows, brief)


def _called_by(
    verb: str, data: Json, spec: Mapping[str, Json], takers: Mapping[tuple[str, str], str]
) -> str:
    """The flows that depend on the hook, or that none does, or that nobody can see which do."""
    flows = data["flows"]
    if not flows:
        # What is only noted changes nothing for any flow.
        if verb in ("adopt", "record", "verify"):
            return ""
        if verb == "create":
            return "no flow calls it yet"
        # A saved plan of an older version does not say it, and "no flow" would be a guess.
        known = data.get("flows_known", False)
        return "no flow calls it" if known else "hookops does not know which flows call it"
    if verb == "delete":
        # A reviewer would take a flow that gets another hook for one that loses this.
        id_ = str((data["actual"] or {}).get("id"))
        flows = [takers.get((id_, flow), flow) for flow in flows]
    instead = KINDS[data["type"]].fallback(spec) if verb != "adopt" else ""
    return ", ".join(filter(None, (_listed(flows), instead)))


def _binding(data: Json, owners: Mapping[str, str], shared: _Shared) -> Outline:
    """Named by its hook: that is what a reviewer knows, and the flow is what changes."""
    moved = {field["path"]: (field["before"], field["after"]) for field in data["fields"]}
    was, now = moved.get("hook", (None, None))
    states = [data["change"]["after"] or {}, data["change"]["before"] or {}]
    refers = [str(state["hook"]) for state in states if state.get("hook")]
    group = next((owners[one] for one in refers if one in owners), data["address"])
    known = group if group != data["address"] else ""
    # Of a hook that the plan does not change there are only the words of the field.
    subject = clean(known.replace(".", "/", 1) or str(now or was or (refers or ["?"])[0]))
    flow = _listed(data["flows"])
    words = {"bind": f"to {flow}", "unbind": f"from {flow}", "adopt": f"is bound to {flow}"}
    what = words.get(shared.verb, f"on other occasions: {flow}")
    if shared.verb == "rebind" and was:
        what = f"takes {flow} from {clean(str(was))}"
    return shared.outline(group, subject, what)


def _what(verb: str, data: Json, spec: Json, most: int) -> Iterator[str]:
    """Where requests go, secrets, and so many of the other fields in all."""
    secrets = [_SECRETS[f["secret_value"]] for f in data["fields"] if f["secret"]]
    uri = _config(spec).get("uri")
    # By the verb: what comes or goes is known by its place, what stays by what moves, and what is
    # only noted has nothing of either.
    match verb:
        case "create" | "delete":
            yield from [f"at {_host(str(uri))}"] if uri else []
        case "adopt":
            yield "as it is in Okta"
        case "record":
            yield "only the ledger changes"
        case "verify":
            yield "its service is called first"
        case _:
            yield from _moved(verb, data["fields"], secrets, most)
            return
    yield from dict.fromkeys(secrets)


def _moved(verb: str, fields: Sequence[Json], secrets: Sequence[str], most: int) -> Iterator[str]:
    shown = [f for f in fields if not f["secret"]]
    # The verb says the status.
    if verb in ("activate", "deactivate"):
        shown = [f for f in shown if f["path"] != "status"]
    places = [f for f in shown if f["path"].endswith(_PLACES)]
    others = [f for f in shown if f not in places]
    yield from map(_field, places)
    yield from dict.fromkeys(secrets)
    room = max(0, most - len(places))
    yield from map(_field, others[:room])
    if more := len(others[room:]):
        # Beside what is always there, three dots are enough in a line that is short of room.
        dots = not most and (places or secrets)
        yield "..." if dots else plural(more, "more field" if most else "field")


def _field(field: Json) -> str:
    label = clean(field["path"].removeprefix("channel.config.").removeprefix("channel."))
    before, after = field["before"], field["after"]
    if isinstance(before, str) and isinstance(after, str) and "//" in before and "//" in after:
        if _host(before) != _host(after):
            return f"{label} host {_host(before)} -> {_host(after)}"
        before, after = (url.partition("//")[2].partition("/") for url in (before, after))
        return f"{label} path {_cut('/' + before[2])} -> {_cut('/' + after[2])}"
    return f"{label} {' -> '.join(map(_cut, worded_pair(before, after)))}"


def _host(url: str) -> str:
    try:
        return clean(urlsplit(url).netloc.rpartition("@")[2]) or "(no host)"
    except ValueError:
        return "(no host)"


def _cut(text: str) -> str:
    return clean(text, _VALUE)


def _listed(flows: Sequence[str]) -> str:
    shown = [clean(flow) for flow in flows[:SHOWN]]
    more = [f"{len(flows) - SHOWN} more"] if len(flows) > SHOWN else []
    return ", ".join([*shown, *more])


def _config(spec: Json) -> Mapping[str, Json]:
    return ((spec or {}).get("channel") or {}).get("config") or {}


def _phase(data: Json) -> int:
    # Without a request: what is noted or verified comes before what is written.
    return min((_PHASES.index(call["phase"]) for call in data["calls"]), default=-1)
