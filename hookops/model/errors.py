"""Every way a run can end, and the exit code of each.

    HookopsError
    +- InvalidInput        3   command line, project, manifest, environment
    +- AuthError           4   authentication or permission
    +- GuardError          5   a guard stopped the run
       +- BlockedAddress   5   hookops must not connect to an address
    +- Conflict            6   stale plan, conflict, or the lock is held
    +- WriteUnknown        8   a write's outcome is unknown
    +- VerificationFailed  10  a hook's service did not answer as its type asks
    +- Unavailable         9   Okta cannot be reached or limits us
    +- SecretUnavailable   by its cause: 3, 4 or 9
    +- ApiError            by its status: 4, 9 or 6
    +- Interrupted         130 or 143, by the signal

An apply that ended with work undone is no exception: its outcomes say so (7).
A bug in hookops is none of these: it crashes, with exit code 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hookops.model.diagnostic import Diagnostic, render_first
from hookops.model.text import Lines, as_lines

# Frozen: scripts depend on them.
EXIT_CODES: dict[int, str] = {
    0: "done, or in sync",
    1: "a bug in hookops",
    2: "there are differences (drift; plan --detailed-exitcode)",
    3: "invalid input: command line, project, manifest",
    4: "authentication or permission",
    5: "refused by a guard",
    6: "stale plan, conflict, or the lock is held",
    7: "partly applied, or its report is lost; running it again is safe",
    8: "the outcome of a write is unknown",
    9: "Okta or the ledger cannot be reached or limits us, or output is lost; nothing was changed",
    10: "a preview or verification failed",
    130: "interrupted",
    143: "terminated",
}
# Where several codes fit, the first of these: what has become of the org, before why.
RANK = (1, 8, 7, 6, 5, 4, 3, 10, 9, 2)


def worst(codes: Iterable[int]) -> int:
    """The code of a run to which all of `codes` apply; 0 for none."""
    return min((code for code in codes if code), key=RANK.index, default=0)


class HookopsError(Exception):
    """The world or the user, not us: printed without a traceback."""

    exit_code = 1

    def __init__(
        self, message: str, hint: str = "", diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        """May be empty where the diagnostics say everything; one line unless it is `Lines`."""
        self.hint = hint
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        hint = f"  hint: {self.hint}" if self.hint else ""
        # A message quotes what it is about, and a name with a line break would forge a line.
        whole = isinstance(self.message, Lines)
        message = self.message if whole else as_lines([self.message])
        lines = [*render_first(self.diagnostics), message, as_lines([hint])]
        return "\n".join(line for line in lines if line)


class InvalidInput(HookopsError):
    """Something that the user wrote cannot be used."""

    exit_code = 3


class AuthError(HookopsError):
    """Okta does not know who hookops is, or does not permit the request."""

    exit_code = 4


class GuardError(HookopsError):
    """A guard stopped the run before its first write."""

    exit_code = 5


class BlockedAddress(GuardError):
    """hookops must not connect to this host or address."""


class Conflict(HookopsError):
    """The world is not what the plan, the ledger or the lock says."""

    exit_code = 6


class VerificationFailed(HookopsError):
    """A hook's service does not answer as its type asks."""

    exit_code = 10


class Unavailable(HookopsError):
    """No usable answer from Okta."""

    exit_code = 9


SecretCause = Literal["unset", "denied", "unreachable", "unusable"]
"""Why a source gives no secret: it has none of that name; it does not let hookops have it; it does
not answer; or what it is given, or gives, cannot be used."""


class SecretUnavailable(HookopsError):
    """A source does not give the secret of a reference. The message never has a value."""

    def __init__(self, ref: str, reason: str, cause: SecretCause) -> None:
        super().__init__(f"{ref} cannot be read: {reason}")
        self.ref = ref
        self.reason = reason
        self.cause = cause

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """4 for who we are, 9 for a source that does not answer, 3 for everything else."""
        codes = {"denied": AuthError.exit_code, "unreachable": Unavailable.exit_code}
        return codes.get(self.cause, InvalidInput.exit_code)


@dataclass(frozen=True, slots=True)
class Cause:
    """One of Okta's `errorCauses`."""

    field: str
    """The field it names, as Okta spells it; empty when it names none."""
    text: str


class ApiError(HookopsError):
    """Okta answered, and the answer is no.

    Source: Okta, Core Okta API, error object (`errorCode`, `errorSummary`, `errorCauses`).
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        status: int,
        code: str = "",
        causes: Sequence[Cause] = (),
        method: str = "",
        path: str = "",
        trace: str = "",
    ) -> None:
        """Shape: `trace` is by what Okta's support finds this one answer; it ends the message."""
        super().__init__(f"{message}{trace}", hint)
        self.reason = message
        """The message without its trace: the same of every answer that says the same."""
        self.status = status
        self.code = code
        self.causes = tuple(causes)
        self.method = method
        self.path = path
        """Of the request, with its query."""

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """4 for who we are, 9 for limits and breakdowns, 6 for everything else."""
        # Source: Okta, Core Okta API, HTTP status codes.
        # A proof that Okta does not take is about who we are, and is answered with 400.
        if self.status in (401, 403) or self.code == "invalid_dpop_proof":
            return AuthError.exit_code
        if self.status in (423, 429) or self.status >= 500:
            return Unavailable.exit_code
        return Conflict.exit_code


class WriteUnknown(HookopsError):
    """A write may or may not have been carried out.

    Raised by the client of Okta, turned into an `Outcome` by apply.
    """

    # Not an `ApiError`: only an answer proves that nothing was written.

    exit_code = 8


class Interrupted(HookopsError):
    """A signal ended the run before it had outcomes to report."""

    def __init__(self, signal: int, problem: HookopsError) -> None:
        super().__init__(problem.message, problem.hint, problem.diagnostics)
        self.exit_code = 128 + signal
