"""The values of this package: an answer of a service, what was found in it, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hookops.model.resource import Json
from hookops.model.source import FieldPath, dotted

Severity = Literal["error", "warning", "info", "unknown"]
"""`error`: breaks a rule that Okta states. `warning`: a documented risk, or Okta's documents
disagree. `info`: inferred, Okta does not state it. `unknown`: no document says what happens."""

Outcome = Literal["applied", "default", "refused", "dropped", "stopped", "unknown"]
"""`applied`: Okta carries the commands out. `default`: it goes on as if there were no hook, as
the service asked. `refused`: it denies the user, as the service asked. `dropped`: it goes on
without the hook, against the service's will. `stopped`: the user is stopped, against the
service's will. `unknown`: no document says."""

Effect = tuple[Outcome, str]
"""What Okta does with an answer, and the same in plain words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response of a service."""

    status: int
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    """Names in lower case. Never quoted in a finding."""
    body: bytes = field(repr=False, default=b"")
    elapsed_s: float | None = None
    """From the start of the call (with OAuth: of the token request) to the last byte of the
    body; None when nobody measured."""

    @property
    def location(self) -> str:
        """Where a redirect points; empty when nowhere. May hold a secret: not to be printed."""
        return self.headers.get("location", "")


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A call that brought no response."""

    reason: Literal["timeout", "connection", "tls", "token", "okta"]
    """`token`: the authorization server gave no access token for the call. `okta`: Okta made the
    call and reports that it failed, or that the answer was of no use."""
    elapsed_s: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, as `data/` has it."""

    id: str
    """Stable: the type's short name, a number, and a letter where a rule has several sides."""
    severity: Severity
    text: str
    """What was found; `{names}` are filled in by the check."""
    fix: str
    """What to do in the service; may be empty."""
    source: str
    """The document that states the rule, or what it was concluded from."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that an answer breaks, before it is put into words. Not to be printed."""

    check: str
    path: FieldPath = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an answer breaks, in words. Safe to print."""

    check: str
    severity: Severity
    text: str
    path: FieldPath
    """From the root of the answer's body; empty when it is about the answer as a whole."""
    fix: str

    @property
    def where(self) -> str:
        """The path as people write it: `commands[0].value[1].path`."""
        return dotted(self.path)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one answer, and what Okta would do with it."""

    hook_type: str
    findings: tuple[Finding, ...]
    """Errors first, then as they stand in the answer."""
    outcome: Outcome
    effect: str
    """What Okta does and what users notice, in plain words."""
    refuses: bool = False
    """Whether the answer is an `error` that Okta reads."""

    @property
    def passed(self) -> bool:
        """Whether Okta does what the service asked for, as far as anybody can know."""
        return not any(map(is_mistake, self.findings)) and self.outcome not in AGAINST


AGAINST: tuple[Outcome, ...] = ("dropped", "stopped")
"""Outcomes that no service wants."""


def is_mistake(finding: Finding) -> bool:
    """Whether an answer with this finding fails."""
    # unknown.bad-answer is no error, but nobody can promise that such an answer works.
    return finding.severity == "error" or finding.check == "unknown.bad-answer"


@dataclass(frozen=True, slots=True)
class Command:
    """One well-formed member of `commands`."""

    path: FieldPath
    type: str
    value: Json


def hit(check: str, path: FieldPath = (), **names: str) -> Hit:
    """A hit of `check` at `path`."""
    return Hit(check, path, names)
