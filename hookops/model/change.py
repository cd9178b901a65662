"""What a plan is: changes with their reasons, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Literal

from hookops.model.call import Call, Edit
from hookops.model.diagnostic import Diagnostic, Impact
from hookops.model.limits import Limits
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, Json, Key, Managed, Resource, Spec
from hookops.model.source import FieldPath, Mark


class Action(Enum):
    """What happens to one resource."""

    CREATE = "create"
    UPDATE = "update"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    REPLACE = "replace"
    DELETE = "delete"
    BIND = "bind"
    REBIND = "rebind"
    UNBIND = "unbind"
    VERIFY = "verify"
    """Nothing is written; its service is verified before anything else is done."""
    NOTHING = "no-op"
    """Nothing in the org; only the ledger learns something (adoption)."""


class Phase(IntEnum):
    """Apply finishes one before it starts the next, and starts none after a change has failed:
    nothing is unbound, deactivated or deleted unless everything before it is done."""

    # Keys come first, since hooks sign with them; renames before creates, which may take a name
    # that was given up.
    KEY_WRITE = 10
    KEY_CREATE = 15
    WRITE = 20
    CREATE = 25
    """Create hooks, and give others the names that were given up in WRITE."""
    # A flow must not get a hook that Okta does not call yet.
    ACTIVATE = 30
    BIND = 50
    """A flow gets its hook, or another one in its place."""
    # From here on something is taken away. A hook is unbound before it is INACTIVE, and INACTIVE
    # before it is deleted, since Okta deletes no other; its key goes last, since Okta deletes none
    # that is in use.
    UNBIND = 70
    DEACTIVATE = 80
    DELETE = 90
    KEY_DELETE = 92
    # The name of a replacement was its predecessor's until now (decision 2).
    FINAL_RENAME = 95
    # What Okta may refuse comes last of all, so that nothing else waits for its answer.
    MAY_BE_REFUSED = 97


# Of a secret that a write carries: the value that was last sent, or another, or nobody knows.
SecretState = Literal["same", "new", "unknown"]

# Who changed it since the last apply; unknown without a ledger entry to compare with.
Side = Literal["git", "okta", "both", "unknown"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    path: FieldPath
    """From the spec's root, in Okta's names."""
    before: Json
    after: Json
    side: Side = "unknown"
    secret: SecretState | None = None
    """Of a secret; then before and after are words about it, never the secret."""
    accepted: bool = False
    """Of a secret: whether its service is known to accept the value that is sent."""
    along: bool = False
    """Of a secret: whether it is sent only since something else of the hook is written."""
    # A manifest that only moves leads to the same plan.
    mark: Mark | None = field(default=None, compare=False)
    """Where in Git the value was set."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a change."""

    phase: Phase
    verb: str
    """`create`, `update`, `activate`, `deactivate`, `delete`, `rename`, `set-version`; of a binding
    `bind`, `rebind`, `unbind`."""
    call: Call


def is_unproven(field: FieldChange) -> bool:
    """Whether a secret is sent that the service may refuse."""
    return field.secret in ("new", "unknown") and not field.accepted


# Marks a field that reports in JSON have as a member of the same name, so that a new one is
# written once.
PUBLISHED: Mapping[str, bool] = {"published": True}


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that happens to one resource, and why.

    Every other field is either spelled differently in JSON (`report/plan/json.py`), or for apply.
    """

    key: Key
    action: Action
    before: Actual | None
    after: Resource | None
    fields: tuple[FieldChange, ...]
    steps: tuple[Step, ...]
    impact: Impact
    impact_text: str
    """What it means to users, in a sentence."""
    undo: str = field(metadata=PUBLISHED)
    """How it can be undone; empty when it cannot."""
    reason: str
    """For people, never for decisions: those are taken from `action`, `steps` and flags."""
    mark: Mark | None = field(default=None, compare=False)
    """The resource's first line in Git; None when it is no longer there."""
    adopts: bool = field(default=False, metadata=PUBLISHED)
    """Whether something that exists comes under management by this change."""
    flows: tuple[str, ...] = field(default=(), metadata=PUBLISHED)
    """What the change touches: rules, apps, policies, by name."""
    flows_known: bool = field(default=True, metadata=PUBLISHED)
    """Whether hookops knows what it touches: where not, an empty `flows` is no proof."""
    may_be_refused: str = field(default="", metadata=PUBLISHED)
    """Why nobody knows whether Okta takes a part of it, and what to do instead; empty: it does."""
    carries: tuple[str, ...] = field(default=(), metadata=PUBLISHED)
    """Dotted paths of members that hookops does not know; its write sends them back as they are."""
    verify: str = field(default="", metadata=PUBLISHED)
    """How its service is verified before and after, and what a failure leads to; empty: not."""
    verification_required: bool = False
    """Whether the apply ends when its service does not pass; else it is only reported."""
    verify_url: str = ""
    """Where apply calls its service instead of the declared address; empty for that one. What
    passes there does not count as verification of the declared service."""
    revert_to: Spec | None = field(default=None, compare=False)
    """What it becomes again when its service fails after the change; None when it cannot."""

    def is_read_before(self, step: Step) -> bool:
        """Whether its object is read just before the step, to be compared with what is known.

        What this change has created, or was answered about, with nothing in between is known.
        """
        # Steps of one phase and change follow each other at once; between phases, others write.
        position = self.steps.index(step)
        follows = position > 0 and self.steps[position - 1].phase is step.phase
        return step.verb != "create" and not follows

    @property
    def reads(self) -> int:
        """Requests that read what is written: just before it, and an edit also after it."""
        return sum(
            2 if isinstance(step.call.body, Edit) else self.is_read_before(step)
            for step in self.steps
        )

    @property
    def notes(self) -> bool:
        """Whether the ledger learns of something that is so already."""
        return self.adopts or self.action is Action.NOTHING


@dataclass(frozen=True, slots=True)
class SecretHost:
    """A host that would get a secret, and is not known to have it."""

    key: Key
    ref: str
    """Of the secret."""
    host: str
    """With a port other than 443."""
    allowed: bool
    """Whether it may, as an option or the environment says, or since no host had it before."""
    text: str
    mark: Mark | None = field(default=None, compare=False)

    def diagnostic(self) -> Diagnostic:
        """The guard error, where nobody has allowed it."""
        hint = f"if {self.host} may have it, say --send-secret-to {self.host}"
        return Diagnostic("secret-host", self.text, self.mark, hint)


@dataclass(frozen=True, slots=True)
class Plan:
    """What apply would do. Same inputs, same plan, byte for byte."""

    organization: str
    """As the ledger knows it: a URL, or the emulator's name for itself."""
    title: str = ""
    """For people: the name in the project, and where it is."""
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Diagnostic, ...] = ()
    """Where the org contradicts the manifests; nothing is applied while there is one."""
    invalid: tuple[Diagnostic, ...] = ()
    """What only those may have that are so in Okta already; nothing is applied while there is
    one."""
    guard_errors: tuple[Diagnostic, ...] = ()
    """What guards refuse; nothing is applied while there is one."""
    secret_hosts: tuple[SecretHost, ...] = ()
    """Secrets that would get to hosts which are not known to have them."""
    kept: tuple[Key, ...] = ()
    """Managed, no longer declared, not deleted: without `--prune`, or a deferred hook uses it."""
    forgotten: tuple[Key, ...] = ()
    """Managed, no longer declared, and gone from the org: only the ledger changes."""
    learned: tuple[Managed, ...] = ()
    """What is ours by evidence, and the ledger does not have so: it learns of it first."""
    unmanaged: tuple[Actual, ...] = ()
    """In the org, declared nowhere. Never touched."""
    unsupported: tuple[str, ...] = ()
    """Ids of hooks in the org that hookops does not understand. Never touched."""
    described: Mapping[str, Unsupported] = field(default_factory=dict)
    """What Okta says of these, by their ids."""
    unchanged: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind are as declared."""
    warnings: tuple[Diagnostic, ...] = ()
    deferred: tuple[Diagnostic, ...] = ()
    """What waits until a person has done something outside of Okta; the rest is applied."""
    disabled: tuple[Diagnostic, ...] = ()
    """Hooks that somebody has switched off; that is no difference."""
    by_hand: tuple[Diagnostic, ...] = ()
    """What only a person can do or check, in Okta's console."""
    unread: tuple[Diagnostic, ...] = ()
    """What could not be read, so that nothing is planned for it; the rest is applied."""
    known_ids: tuple[str, ...] = ()
    """Of everything in the org when the plan was made."""
    snapshot: str = ""
    """SHA-256 of what the changes were planned against."""
    planned_against: Mapping[Key, str] = field(default_factory=dict)
    """The same of each thing, by itself: a stale plan says which one moved."""
    limits: Limits = field(default_factory=Limits)
    """What was allowed when it was made."""
    targets: tuple[str, ...] = ()
    unseen_secrets: tuple[str, ...] = ()
    """References of managed secrets of which nothing would show that their value has changed."""

    @property
    def is_open(self) -> bool:
        """Whether anything stands between the org and what is declared."""
        against = self.conflicts or self.invalid or self.guard_errors
        return bool(self.changes or against or self.deferred or self.unread)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request that apply would write with, in order."""
        steps = (step for change in self.changes for step in change.steps)
        # A stable sort: within a phase, steps stay in the order of their changes.
        return tuple(step.call for step in sorted(steps, key=lambda step: step.phase))

    @property
    def reads(self) -> int:
        """Requests that read what is written, besides those of the plan and of reading back."""
        return sum(change.reads for change in self.changes)


class Result(Enum):
    """What became of a change. The values are words of the JSON formats."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change."""

    change: Change
    result: Result
    done: tuple[str, ...] = ()
    """Verbs of the steps that are done: the first ones of the change's steps, in their order."""
    error: str = ""
    id: str = ""
    exit_code: int = 0
    """What this outcome alone would end the run with."""
    note: str = ""
    """What was noticed beside it, although it is done."""
    verified_at: str = ""
    """Where another service passed in place of the declared one; empty: nowhere."""
    lost_update: str = ""
    """Who else wrote the object between hookops' read and its write; empty for nobody."""
    # No report needs these; they are evidence for what became of a write.
    refused: int = field(default=0, compare=False, repr=False)
    """The exit code of an answer that refused a create; 0 for none."""
    last_seen: Actual | None = field(default=None, compare=False, repr=False)
    """The object of the next step that is not done, as it was before that step."""
