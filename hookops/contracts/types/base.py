"""What hookops knows of one hook type beyond its row: the contract of its service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hookops.contracts.data import load, member
from hookops.contracts.reading import at
from hookops.contracts.requests.samples import Sample
from hookops.contracts.values import Effect, Hit
from hookops.kinds.inline_hook.types import HookType
from hookops.model.resource import Json

Object = Mapping[str, Json]
Builder = Callable[[Sample], dict[str, Json]]
Case = Literal["failed", "bad", "error", "default", "empty"]
"""`failed`: no answer in time, or a status that is no success. `bad`: an answer that cannot be
read or carried out. `error`: an `error` object. `default`: 204, or no commands. `empty`: 200
without a body."""

CAUSE = ("errorSummary", "reason", "locationType", "location", "domain")
"""Source: Okta, Inline hooks (concept), Error object."""


@dataclass(frozen=True, slots=True)
class Confidential:
    """A password or code in a request: in no report, and in no saved case."""

    path: tuple[str, ...]
    invented: Callable[[Sample], str]
    """What a saved case has in its place."""
    repeated: str = ""
    """The rule that an answer breaks which gives it back."""

    def read(self, request: Json) -> str:
        """The text in a request; empty without one. Okta's own example has a code as a number."""
        found = at(request, *self.path)
        return str(found) if isinstance(found, str | int) else ""


def shown_summary(_request: Object, error: Object) -> str:
    """What people see of an error, for most types. Source: Okta, Inline hooks (concept)."""
    # A summary of blanks is shown like none (all.10b).
    summary = error.get("errorSummary")
    given = isinstance(summary, str) and bool(summary.strip())
    return "its errorSummary" if given else '"The callback service returned an error"'


def no_summary(_hits: Sequence[Hit], _members: Object) -> Iterator[Hit]:
    """Most types have no rule about an answer as a whole."""
    return iter(())


def no_guess(_request: Object) -> Iterator[Hit]:
    """Of most requests nothing is a guess that an answer could depend on."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Contract:
    """All that is particular to the calls of one hook type. Rules are named by their ids.

    Fields with a default say how most types are; a type names those where it differs.
    """

    row: HookType
    variants: Mapping[str, Builder]
    """What can lead Okta to call a hook, and the request then; the first is the usual one."""
    commands: tuple[str, ...]
    """Source: Okta Management API, the 200 response of each inline hook webhook."""
    check: Callable[[Object, Object], Iterator[Hit]]
    """What is wrong with an answer, given the request and the members of the answer's body."""
    applied: Callable[[Object, Object], Effect]
    """What Okta does with commands that break no rule, given the same two."""
    summary: Callable[[Sequence[Hit], Object], Iterator[Hit]] = no_summary
    """What the hits of an answer mean together."""
    shown: Callable[[Object, Object], str] = shown_summary
    """What people see of an error, given the request and the error."""
    confidential: tuple[Confidential, ...] = ()
    recipient: Callable[[Object], str] | None = None
    """Whom a call with this request sends a real message to; None where nobody gets one."""
    uses_app: bool = False
    """Whether an app leads to the call, so that a sample's app is in the request."""
    uses_scopes: bool = False
    uses_claims: bool = False
    """Whether claims, of a token or an assertion, are in the request."""
    retried: bool = True
    """Whether Okta calls once more after a timeout or a 5xx.

    Source: Okta, Inline hooks (concept), Inline hook timeouts and retries.
    """
    no_content: str = ""
    """The rule that a 204 breaks; empty where Okta documents it."""
    cause_members: tuple[str, ...] = CAUSE
    """What each cause of an error should have."""
    error_rules: tuple[str, ...] = ("all.17",)
    """By which the service refuses the request; the first is what an `error` means."""
    undocumented: tuple[str, ...] = ()
    """Rules about an operation or a command that no document says Okta carries out."""
    guesses: Callable[[Object], Iterator[Hit]] = no_guess
    """What no capture shows of a request, which may be why an answer to it is wrong."""
    empty_body: str = "unknown.empty-200"
    no_commands: str = "all.14"
    """Empty where `check` has a rule of its own for an empty array."""
    unknown_command: str = "all.9a"
    commands_with_error: str = "all.11a"
    """Empty where `check` has a rule of its own for commands beside an error."""

    @property
    def name(self) -> str:
        """As the API spells the type."""
        return self.row.name

    @property
    def data(self) -> Mapping[str, Json]:
        """Its file in `data/`. Raises: HookopsError when there is none."""
        return load(self.row.module)

    def build(self, variant: str, sample: Sample) -> dict[str, Json]:
        """The JSON of the request, the same for every version of the type's hooks.

        No document says what a version changes. Raises: KeyError for an unknown variant.
        """
        return self.variants[variant](sample)

    def effect(self, case: Case) -> Effect:
        """What Okta does in this case, in plain words."""
        # What an empty 200 does is not known. Rule telephony.8 is read to cover it for that type;
        # for the others `all.json` says that nobody knows.
        shared = case == "empty" and case not in member(self.row.module, "effects")
        found = member("all" if shared else self.row.module, "effects", case)
        return found["outcome"], found["text"]
