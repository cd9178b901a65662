"""A plan at a glance: one line for each change, the most dangerous first.

Computed from the members of the JSON report alone, as everything that people read of a plan: so a
saved plan cannot show other lines than its changes have.
"""

from collections.abc import Iterator, Mapping, Sequence
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
_PLACES = ("uri", "tokenUrl")
"""Fields that say where requests go: they come first, since they must not be cut."""
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

    def within(self, limit: int) -> str:
        """The same in so many characters, if need be cut: flows first, then what changes.

        Hosts and secrets come before other fields, so that they are what is left.
        """
        if len(self.text) <= limit:
            return self.text
        count = plural(len(self.touched), "flow") if len(self.touched) > 1 else self.flows
        shorter = replace(self, flows=count if self.flows else "")
        if len(shorter.text) <= limit:
            return shorter.text
        about = "; ".join(filter(None, (shorter.what, shorter.flows)))
        room = limit - (len(shorter.text) - len(about)) - len("...")
        return replace(self, what=f"{about[: max(room, 20)]}...", flows="").text

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

    def outline(self, group: str, subject: str, what: str, flows: str = "") -> Outline:
        """The whole."""
        rest = (self.verb, subject, what, flows, self.level, self.touched)
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
    what = ", ".join(_what(verb, data, spec))
    return shared.outline(group, own, what, _called_by(verb, data, takers) if called else "")


def _called_by(verb: str, data: Json, takers: Mapping[tuple[str, str], str]) -> str:
    """The flows that depend on the hook; of one that ends or begins also that there is none."""
    flows = data["flows"]
    if verb == "delete":
        # A reviewer would take a flow that gets another hook for one that loses this.
        id_ = str((data["actual"] or {}).get("id"))
        flows = [takers.get((id_, flow), flow) for flow in flows]
    if not flows and verb == "create":
        return "no flow calls it yet"
    if not flows and verb == "deactivate" and data["impact"]["level"] == "safe":
        return "no flow calls it"
    return _listed(flows)


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


def _what(verb: str, data: Json, spec: Json) -> Iterator[str]:
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
            fields = [f for f in data["fields"] if not f["secret"]]
            places = [f for f in fields if f["path"].endswith(_PLACES)]
            yield from _moved(verb, places)
            yield from dict.fromkeys(secrets)
            yield from _moved(verb, [f for f in fields if f not in places], SHOWN - len(places))
            return
    yield from dict.fromkeys(secrets)


def _moved(verb: str, fields: Sequence[Json], most: int = SHOWN) -> Iterator[str]:
    # The verb says the status.
    shown = [f for f in fields if f["path"] != "status" or verb not in ("activate", "deactivate")]
    yield from map(_field, shown[:most])
    if more := len(shown[most:]):
        yield f"{more} more {'field' if more == 1 else 'fields'}"


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
