"""Plans, drift and outcomes to report on, made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hookops.model.call import Call
from hookops.model.change import Action, Change, FieldChange, Outcome, Phase, Plan, Result, Step
from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.model.limits import Limits
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, IdOf, Key, Resource
from hookops.model.source import Mark, Origin
from hookops.report.validation.value import Validation

TOKENS = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
ROOT = ("api", "v1", "inlineHooks")


@dataclass(frozen=True, slots=True)
class Hook:
    """A spec as small as reports need it."""

    name: str
    type: str = TOKENS
    status: str = "ACTIVE"
    config: Mapping[str, Any] = field(default_factory=dict)

    def fields(self) -> Mapping[str, Any]:
        """In Okta's nesting."""
        return {
            "name": self.name,
            "type": self.type,
            "version": "1.0.0",
            "status": self.status,
            "channel": {"type": "HTTP", "version": "1.0.0", "config": dict(self.config)},
        }

    def compared(self) -> Mapping[str, Any]:
        """The same."""
        return self.fields()


def key(name: str) -> Key:
    """A hook's key."""
    return Key("InlineHook", name)


def mark(line: int, file: str = "manifests/hooks.yaml") -> Mark:
    """A place in Git."""
    return Mark(file, line, 3)


def actual(hook_id: str, hook: Hook) -> Actual:
    """A hook as the registry has it."""
    return Actual(
        "InlineHook", hook_id, hook, "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    )


def resource(name: str, hook: Hook, line: int = 3) -> Resource:
    """A declared hook."""
    return Resource(key(name), hook, Origin(mark(line)))


def step(phase: Phase, verb: str, *path: str | IdOf, method: str = "POST") -> Step:
    """A request below `/api/v1/inlineHooks`."""
    return Step(phase, verb, Call(method, (*ROOT, *path)))  # type: ignore[arg-type]


HEADER = {"type": "HEADER", "key": "Authorization"}
HTTP = {
    "uri": "https://hooks.example.com/token",
    "headers": [{"key": "X-Environment", "value": "prod"}],
    "method": "POST",
    "authScheme": {**HEADER, "valueFrom": "env:HOOK_SECRET"},
}
OAUTH = {
    "uri": "https://hooks.example.com/saml",
    "authType": "client_secret_post",
    "clientId": "0oa1",
    "tokenUrl": "https://login.example.com/token",
    "clientSecretFrom": "env:CLIENT_SECRET",
}

CREATE = Change(
    key=key("enrich"),
    action=Action.CREATE,
    before=None,
    after=resource("enrich", Hook("Enrich tokens", config=HTTP)),
    fields=(FieldChange(("name",), None, "Enrich tokens", "git", mark=mark(5)),),
    steps=(step(Phase.WRITE, "create"),),
    impact="safe",
    impact_text="no flow calls it until it is bound to one",
    undo="remove the manifest and apply with --prune",
    reason="it does not exist yet",
    mark=mark(3),
)
UPDATE = Change(
    key=key("token"),
    action=Action.UPDATE,
    before=actual("caf2", Hook("token", config={**HTTP, "authScheme": HEADER})),
    after=resource("token", Hook("token", config=HTTP), 20),
    fields=(
        FieldChange(
            ("channel", "config", "uri"),
            "https://old.example.com",
            "https://hooks.example.com/token",
            "git",
            mark=mark(24),
        ),
        FieldChange(
            ("channel", "config", "headers", "x-environment"), None, "prod", "okta", mark=mark(26)
        ),
        FieldChange(("version",), "1.0.0", "1.0.1", "both"),
        FieldChange(
            ("channel", "config", "authScheme", "value"),
            "new value (version 2, last sent 1)",
            "env:HOOK_SECRET, which Okta sends to hooks.example.com",
            secret="new",
            mark=mark(28),
        ),
    ),
    steps=(step(Phase.WRITE, "update", "caf2", method="PUT"),),
    impact="unproven",
    impact_text="if its service does not answer correctly, the token is issued without its claims",
    undo="",
    reason="edited in Git and in Okta",
    mark=mark(20),
    flows=('rule "default > Enrich"',),
)
DELETE = Change(
    key=key("old-saml"),
    action=Action.DELETE,
    before=actual("caf3", Hook("Old SAML", SAML, config=OAUTH)),
    after=None,
    fields=(),
    steps=(
        step(Phase.DEACTIVATE, "deactivate", "caf3", "lifecycle", "deactivate"),
        step(Phase.DELETE, "delete", "caf3", method="DELETE"),
    ),
    impact="outage",
    impact_text="Okta stops calling it: assertions are sent without its attributes",
    undo="",
    reason="no longer declared",
    flows=('app "Old door"',),
)
DEACTIVATE = Change(
    key=key("paused"),
    action=Action.DEACTIVATE,
    before=actual("caf4", Hook("paused", config={"uri": "https://p.example.com"})),
    after=resource("paused", Hook("paused", status="INACTIVE", config={"uri": "https://p"}), 40),
    fields=(FieldChange(("status",), "ACTIVE", "INACTIVE", "git", mark=mark(44)),),
    steps=(step(Phase.DEACTIVATE, "deactivate", "caf4", "lifecycle", "deactivate"),),
    impact="silent",
    impact_text="Okta stops calling it: the token is issued without its claims",
    undo="apply the manifest as it was before",
    reason="edited in Git",
    mark=mark(40),
    flows=('rule "default > Paused"',),
)
ACTIVATE = Change(
    key=key("resumed"),
    action=Action.ACTIVATE,
    before=actual("caf5", Hook("resumed", status="INACTIVE")),
    after=resource("resumed", Hook("resumed"), 60),
    fields=(FieldChange(("status",), "INACTIVE", "ACTIVE", "git", mark=mark(64)),),
    steps=(step(Phase.ACTIVATE, "activate", "caf5", "lifecycle", "activate"),),
    impact="outage",
    impact_text="if its service does not answer correctly, users cannot register",
    undo="apply the manifest as it was before",
    reason="edited in Git",
    mark=mark(60),
    flows=('policy "Partners"',),
)
REPLACE = Change(
    key=key("swap"),
    action=Action.REPLACE,
    before=actual("caf6", Hook("swap")),
    after=resource("swap", Hook("swap", SAML, config=OAUTH), 80),
    fields=(FieldChange(("type",), TOKENS, SAML, "git", mark=mark(82)),),
    steps=(
        step(Phase.WRITE, "create"),
        step(Phase.DEACTIVATE, "deactivate", "caf6", "lifecycle", "deactivate"),
        step(Phase.DELETE, "delete", "caf6", method="DELETE"),
        step(Phase.FINAL_RENAME, "rename", IdOf(key("swap")), method="PUT"),
    ),
    impact="permanent",
    impact_text="Okta stops calling it: the token is issued without its claims",
    undo="",
    reason="the type of a hook cannot be changed in Okta",
    mark=mark(80),
    flows=('app "Portal"',),
)
ADOPT = Change(
    key=key("found"),
    action=Action.NOTHING,
    before=actual("caf7", Hook("found")),
    after=resource("found", Hook("found"), 90),
    fields=(),
    steps=(),
    impact="safe",
    impact_text="nothing changes in Okta",
    undo="",
    reason="",
    mark=mark(90),
    adopts=True,
)
RECORD = Change(
    key=key("renamed"),
    action=Action.NOTHING,
    before=actual("caf8", Hook("renamed")),
    after=resource("renamed", Hook("renamed"), 95),
    fields=(),
    steps=(),
    impact="safe",
    impact_text="nothing changes in Okta",
    undo="",
    reason="only the ledger learns of it",
    mark=mark(95),
)
UNMANAGED = actual("caf9", Hook("Legacy hook", status="INACTIVE"))
EXISTS = Diagnostic(
    "exists",
    "InlineHook/new: a hook of this type and name exists in Okta",
    mark(70),
    "annotate the manifest",
    related=((mark(72), "declared here too"),),
)
MAX_DELETE = Diagnostic("max-delete", "3 hooks would be deleted, 1 is allowed", None)
NEW_HOST = Diagnostic("new-host", "InlineHook/token: another host", mark(24), severity="warning")

FULL = Plan(
    organization="https://acme.okta.com",
    changes=(CREATE, UPDATE, DELETE, DEACTIVATE, ACTIVATE, REPLACE, ADOPT, RECORD),
    conflicts=(EXISTS,),
    guard_errors=(MAX_DELETE,),
    kept=(key("kept"),),
    forgotten=(key("lost"),),
    unmanaged=(UNMANAGED,),
    unchanged={"InlineHook": 8},
    warnings=(NEW_HOST,),
    snapshot="ab12",
    limits=Limits(prune=True),
    targets=("InlineHook/enrich",),
)
SMALL = Plan("local", changes=(CREATE, UPDATE), unchanged={"InlineHook": 1}, snapshot="ab12")
EMPTY = Plan("local", unchanged={"InlineHook": 8})

DRIFT = Drift(
    organization="local",
    against="ledger",
    drifted=(
        Drifted(key("same"), "caf1", "secret", (), "2026-01-03T00:00:00.000Z", mark(2)),
        Drifted(
            key("moved"),
            "caf2",
            "changed",
            (
                FieldChange(("channel", "config", "uri"), "https://a", "https://b", "okta"),
                FieldChange(("name",), "A", "B", "both", mark=mark(12)),
            ),
            "2026-01-04T00:00:00.000Z",
            mark(10),
        ),
        Drifted(
            key("off"),
            "caf3",
            "status",
            (FieldChange(("status",), "ACTIVE", "INACTIVE", "okta", mark=mark(32)),),
            "2026-01-05T00:00:00.000Z",
            mark(30),
        ),
        Drifted(key("lost"), "caf4", "gone", (), ""),
    ),
    pending=(key("edited"),),
    unmanaged=(UNMANAGED,),
    in_sync={"InlineHook": 3},
)
UNCERTAIN = Drift(
    organization="local",
    against="ledger",
    drifted=(
        Drifted(key("sent"), "", "intent", (), "", mark(2), ("hookops was about to create it",)),
        Drifted(key("new-type"), "caf5", "unsupported", (), "2026-01-03T00:00:00.000Z"),
        Drifted(
            key("twice"),
            "caf6",
            "duplicates",
            (FieldChange(("status",), "ACTIVE", "INACTIVE", "both", mark=mark(32)),),
            "2026-01-05T00:00:00.000Z",
            mark(30),
            ("Okta has another one of its type and name, caf7", "its manifest was edited too"),
        ),
    ),
    unsupported=("caf5", "caf8", "caf7"),
    described={
        "caf8": Unsupported(
            "InlineHook", "caf8", {"name": "Fraud", "type": "com.okta.risk", "status": "ACTIVE"}
        )
    },
    in_sync={"InlineHook": 3},
    warnings=(
        Diagnostic("unlisted", "InlineHook/x (caf9): the list omits it", mark(5), "ask", "warning"),
    ),
)
OPEN = Drift(
    "local",
    "manifests",
    in_sync={"InlineHook": 2},
    warnings=(Diagnostic("no-ledger", "there is no ledger", None, "restore it", "warning"),),
)
CALM = Drift("local", "ledger", in_sync={"InlineHook": 1})
CALM_MANIFESTS = Drift("local", "manifests", in_sync={"InlineHook": 2})

VALIDATION = Validation(((("prod", "test"), {"InlineHook": 3}),), (EXISTS, NEW_HOST))

OUTCOMES = (
    Outcome(CREATE, Result.DONE, ("create",), id="caf1"),
    Outcome(UPDATE, Result.UNKNOWN, (), "the answer was lost\nhint: look in Okta", exit_code=8),
    Outcome(DELETE, Result.FAILED, ("deactivate",), "HTTP 500", "caf3", 9),
    Outcome(DEACTIVATE, Result.SKIPPED),
    Outcome(ACTIVATE, Result.DONE, ("activate",), id="caf5"),
    Outcome(REPLACE, Result.NOT_TRIED),
)
DONE = (
    Outcome(CREATE, Result.DONE, ("create",), id="caf1"),
    Outcome(UPDATE, Result.DONE, ("update",), id="caf2"),
)
LEFT = Plan("local", changes=(UPDATE,), conflicts=(EXISTS,))
