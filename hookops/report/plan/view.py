"""A plan as its readers see it: every text clean, in the order of danger.

Text and Markdown are both drawn from this, and it is read from the JSON report: so a saved plan
is shown exactly as a fresh one, and nothing can be in one report and not in the other.
"""

from dataclasses import dataclass

from hookops.kinds import KINDS
from hookops.model.change import FieldChange
from hookops.model.resource import Json
from hookops.report.plan.json import field_data
from hookops.report.words import SIDES, clean, line_of, worded_pair

SYMBOLS = {
    "create": "+",
    "update": "~",
    "activate": "^",
    "deactivate": "v",
    "replace": "-/+",
    "delete": "-",
    "bind": "+",
    "rebind": "~",
    "unbind": "-",
    "verify": "?",
    "adopt": "=",
    "record": "=",
}
NOTICES = {
    "conflicts": "conflict",
    "refusals": "refused",
    "held": "waiting",
    "unread": "not read",
    "warnings": "warning",
    "by_hand": "by hand",
}
"""What each sort of notice is called, the most urgent first."""
_DANGER = {"outage": 0, "silent": 1, "safe": 2}


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


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change, in words."""

    key: str
    kind: str
    verb: str
    """One of `SYMBOLS`."""
    adopts: str
    """The id of the hook that comes under management; empty when none does."""
    title: str
    """The name in Okta, when it is another than in Git."""
    origin: str
    level: str
    impact: str
    undo: str
    reason: str
    stops: bool
    """Whether an ACTIVE hook ends INACTIVE, and is there still."""
    facts: tuple[tuple[str, str], ...]
    """What is declared, or deleted, in short."""
    fields: tuple[FieldView, ...]
    calls: tuple[str, ...]
    flows: tuple[str, ...]
    verify: str
    """How its service is tried out; empty when it is not."""

    @property
    def noun(self) -> str:
        """What it is a change of: `hook`, `key`, `binding`."""
        return KINDS[self.kind].title if self.kind in KINDS else "one"

    @property
    def symbol(self) -> str:
        """The mark at the line's start."""
        return SYMBOLS[self.verb]

    @property
    def risky(self) -> bool:
        """Whether a reviewer must not miss it."""
        return self.level == "outage" or self.stops or self.verb in ("delete", "replace", "unbind")


@dataclass(frozen=True, slots=True)
class Notice:
    """A conflict, refusal, warning, or what waits for a person."""

    word: str
    text: str
    """`file:line:col: code: message`."""
    more: tuple[str, ...]
    """Other places, then what to do."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A hook that no manifest declares."""

    name: str
    type: str
    status: str
    id: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan, in words."""

    organization: str
    title: str
    """The organization for people."""
    prune: bool
    targets: tuple[str, ...]
    changes: tuple[ChangeView, ...]
    """Outage first, then silent, then safe."""
    notices: tuple[Notice, ...]
    kept: tuple[str, ...]
    forgotten: tuple[str, ...]
    unsupported: tuple[str, ...]
    unmanaged: tuple[Stranger, ...]
    unchanged: dict[str, int]
    """Of each kind."""
    summary: dict[str, int]
    conflicts: int
    guard_errors: int


def read_plan(data: Json, title: str = "") -> PlanView:
    """The view of `plan_data(plan)`, or of a saved plan.

    Shape: `title` is `plan.title`. It is not in the data, which tells whether a plan is stale.

    Raises: KeyError, TypeError, AttributeError, ValueError when the shape is not a plan's.
    """
    changes = [_change(item) for item in data["resource_changes"]]
    return PlanView(
        organization=clean(data["organization"]),
        title=clean(title or data["organization"]),
        prune=bool(data["prune"]),
        targets=tuple(clean(target) for target in data["targets"]),
        changes=tuple(sorted(changes, key=lambda change: _DANGER[change.level])),
        notices=tuple(_notice(word, d) for member, word in NOTICES.items() for d in data[member]),
        kept=tuple(key_of(address) for address in data["kept"]),
        forgotten=tuple(key_of(address) for address in data["forgotten"]),
        unsupported=tuple(clean(hook_id) for hook_id in data["foreign"]),
        unmanaged=tuple(read_stranger(item) for item in data["unmanaged"]),
        unchanged={clean(str(kind)): int(n) for kind, n in data["unchanged"].items()},
        summary={str(name): int(count) for name, count in data["summary"].items()},
        conflicts=len(data["conflicts"]),
        guard_errors=len(data["refusals"]),
    )


def key_of(address: str) -> str:
    """`InlineHook/name` of `InlineHook.name`: the way keys are written on the command line."""
    return clean(address.replace(".", "/", 1))


def view_field(field: FieldChange) -> FieldView:
    """The view of a field that differs."""
    return _field(field_data(field))


def read_stranger(data: Json) -> Stranger:
    """The view of `live_data(live)`."""
    return Stranger(
        name=clean(data["name"]),
        type=clean(data["type"]),
        status=clean(str(data["status"] or "")),
        id=clean(data["id"]),
    )


def _change(data: Json) -> ChangeView:
    before, after = data["change"]["before"], data["change"]["after"]
    name = (after or before or {}).get("name", data["name"])
    verb = _verb(data)
    fields = tuple(_field(item) for item in data["fields"]) if verb != "create" else ()
    moved = {field.path for field in fields}
    facts = _facts(after or before) if verb in ("create", "replace", "delete") else ()
    return ChangeView(
        key=clean(f"{data['type']}/{data['name']}"),
        kind=clean(data["type"]),
        verb=verb,
        adopts=clean(data["actual"]["id"]) if data["adopts"] and data["actual"] else "",
        title="" if name == data["name"] else clean(name),
        origin=line_of(data["origin"]),
        level=data["impact"]["level"],
        impact=clean(data["impact"]["text"]),
        undo=clean(data["undo"]),
        reason=clean(data["action_reason"]),
        stops=_status(before) == "ACTIVE" and _status(after) == "INACTIVE" and verb != "replace",
        facts=tuple(fact for fact in facts if fact[0] not in moved),
        fields=fields,
        calls=tuple(clean(f"{c['method']} {c['path']}") for c in data["calls"]),
        flows=tuple(clean(flow) for flow in data["flows"]),
        verify=clean(data["verify"]),
    )


def _verb(data: Json) -> str:
    verb = str(data["action"])
    if verb == "no-op":
        return "adopt" if data["adopts"] else "record"
    if verb not in SYMBOLS:
        raise ValueError("an action that no plan has")
    return verb


def _status(spec: Json) -> Json:
    return spec.get("status") if spec else None


def _field(data: Json) -> FieldView:
    before, after = worded_pair(data["before"], data["after"], secret=bool(data["secret"]))
    return FieldView(
        path=clean(data["path"]),
        before=before,
        after=after,
        origin=line_of(data["origin"]),
        side=SIDES[data["side"]],
    )


def _notice(word: str, data: Json) -> Notice:
    related = [f"{r['origin']}: note: {r['text']}" for r in data["related"]]
    hint = [f"hint: {data['hint']}"] if data["hint"] else []
    return Notice(
        word=word,
        text=clean(f"{data['origin']}: {data['code']}: {data['message']}"),
        more=tuple(clean(text) for text in (*related, *hint)),
    )


def _facts(spec: Json) -> tuple[tuple[str, str], ...]:
    config = (spec.get("channel") or {}).get("config") or {}
    found = (
        ("name", spec.get("name")),
        ("type", spec.get("type")),
        ("status", spec.get("status")),
        ("uri", config.get("uri")),
        ("headers", _headers(config)),
        ("authentication", _authentication(config) if config else ""),
    )
    return tuple((label, clean(str(text))) for label, text in found if text)


def _headers(config: Json) -> str:
    return ", ".join(f"{h['key']}: {h['value']}" for h in config.get("headers") or ())


def _authentication(config: Json) -> str:
    scheme = config.get("authScheme") or {}
    secret = scheme.get("valueFrom") or config.get("clientSecretFrom")
    parts = ["none"]
    if "authType" in config:
        parts = ["OAuth 2.0", config["authType"], f"client {config.get('clientId')}"]
    elif scheme:
        parts = [f"header {scheme.get('key')}"]
    return ", ".join([*parts, *([f"secret from {secret}"] if secret else [])])
