"""The nouns of a preview: what was sent to a service, what came back, and what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hookops.contracts.types import contract_of
from hookops.contracts.values import Answer, Finding, NoAnswer, Verdict, is_mistake
from hookops.model.resource import Json, Key
from hookops.model.text import show

Via = Literal["direct", "okta"]


@dataclass(frozen=True, slots=True)
class Tls:
    """How a connection was secured."""

    version: str
    """As `TLSv1.3`; empty when the handshake failed."""
    days_left: float
    """Of the certificate, from now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one call."""

    answer: Answer | NoAnswer
    tls: Tls | None = None
    """None where there was none: plain http, no connection, or Okta made the call."""
    note: str = ""
    """Why there is no answer, in words; safe to print once cleaned."""
    token_s: float = 0.0
    """How much of the time went into the token request."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request, and what is expected of the answer."""

    name: str
    hook_type: str
    request: Mapping[str, Json] = field(repr=False)
    status: int | None = None
    """The expected one; None when any will do that Okta accepts."""
    error: bool | None = None
    """Whether the answer is expected to be an `error`; None when nobody said."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call of a service with a case, judged."""

    case: Case
    reply: Reply
    verdict: Verdict
    findings: tuple[Finding, ...]
    """Of the verdict, and those of TLS, redirects, echoes and the case's expectation."""
    echoes: bool
    """Whether the answer holds a secret of the call: then it must not be shown."""

    @property
    def passed(self) -> bool:
        """Whether Okta does what the service asked for, and nothing is wrong besides.

        A case that expects an error status (400 and more), or an `error`, passes when it gets
        just that.
        """
        # A warning beside the contract, such as a certificate that ends soon, fails no build.
        mistakes = any(map(_is_error, self.beside))
        return not mistakes and (self.verdict.passed or self._refused_as_wanted)

    @property
    def unexpected_error(self) -> bool:
        """Whether the answer is an `error` that no case expects."""
        return self.verdict.refuses and self.case.error is not True

    @property
    def _refused_as_wanted(self) -> bool:
        return self._has_status_as_wanted or self._is_error_as_wanted

    @property
    def _has_status_as_wanted(self) -> bool:
        # From 400 on: a redirect that a case expects is still one that Okta does not follow.
        answer, wanted = self.reply.answer, self.case.status
        return isinstance(answer, Answer) and answer.status == wanted and answer.status >= 400

    @property
    def _is_error_as_wanted(self) -> bool:
        # Beside the rules that an error is one, the answer may break none.
        own = contract_of(self.case.hook_type).error_rules
        others = [one for one in self.verdict.findings if _is_error(one) and one.check not in own]
        return self.verdict.refuses and self.case.error is True and not others

    @property
    def beside(self) -> tuple[Finding, ...]:
        """Findings that are not about the answer's contract."""
        return tuple(found for found in self.findings if found not in self.verdict.findings)


def failures(exchanges: Sequence[Exchange], beside: Sequence[Finding] = ()) -> tuple[str, ...]:
    """Why a preview of these calls fails, and why apply's verification does; empty when none does.

    Shape: `beside` are findings that are about no one answer, such as those of probes.
    """
    # The one function that decides: a service that a preview rejects is not applied either.
    found = [_describe_failure(exchange) for exchange in exchanges if not exchange.passed]
    found += [f"{mistake.check} {mistake.text}" for mistake in beside if _is_error(mistake)]
    # Nobody can say that a service answers correctly which was asked nothing.
    return tuple(found) if exchanges else (*found, "the service was not called")


def verification_failures(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Why apply's verification fails: for all that fails a preview, and for unexpected errors.

    Somebody reads a preview and knows whether the error is meant; a verification stands alone.
    """
    refused = [one for one in exchanges if one.passed and one.unexpected_error]
    return (*failures(exchanges), *map(_describe_error, refused))


def _describe_error(exchange: Exchange) -> str:
    return show(
        f"case {exchange.case.name}: the service answers with an error: {exchange.verdict.effect}; "
        "if the service means to refuse this request, let a saved case expect it (expect.error)",
        600,
    )


def _describe_failure(exchange: Exchange) -> str:
    mistakes = ", ".join(f"{one.check} {one.text}" for one in exchange.findings if is_mistake(one))
    note = f" ({exchange.reply.note})" if exchange.reply.note else ""
    what = mistakes or "no usable answer"
    return show(f"case {exchange.case.name}: {what}{note}: {exchange.verdict.effect}", 600)


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


@dataclass(frozen=True, slots=True)
class Probed:
    """One call that the service had to refuse."""

    how: str
    """As `without the secret`."""
    reply: Reply
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether the call was refused for certain; with which status is the service's choice."""
        return all(finding.severity == "info" for finding in self.findings) or (
            {finding.check for finding in self.findings} == {"probe.refused-by-error"}
        )


@dataclass(frozen=True, slots=True)
class Times:
    """How long repeated calls took, token requests included. Units: seconds."""

    count: int
    p50_s: float
    p95_s: float
    max_s: float


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that one run of preview found."""

    organization: str
    """URL of the org, or the emulator's name for itself."""
    title: str
    """The same for people."""
    key: Key
    hook_type: str
    hook_title: str
    """The type as people call it, such as `token`."""
    url: str
    """What was called, without its query."""
    authentication: str
    """How the calls showed who they are, in words without a secret."""
    via: Via
    exchanges: tuple[Exchange, ...]
    budget_s: float
    times: Times | None = None
    """None unless a call was repeated and answered."""
    time_findings: tuple[Finding, ...] = ()
    probed: tuple[Probed, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    """The secrets that the service takes, where it takes no other value: the URL that each was sent
    to, by its dotted path. A URL may have a secret in its query."""
    remarks: tuple[str, ...] = ()
    """What a reader must know: loopback was allowed, another address was called."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, each once."""
        found = [finding for exchange in self.exchanges for finding in exchange.findings]
        found += [finding for probe in self.probed for finding in probe.findings]
        return tuple(dict.fromkeys([*found, *self.time_findings]))

    @property
    def passed(self) -> bool:
        """Whether nothing that was looked at is wrong."""
        own = [*self.time_findings, *(found for probe in self.probed for found in probe.findings)]
        return not failures(self.exchanges, own)
