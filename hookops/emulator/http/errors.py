"""Okta's error envelope, which the emulator answers with.

Source: Okta API, Error object: errorCode, errorSummary, errorLink, errorId, errorCauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hookops.emulator import facts


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request's body."""

    field: str
    """Full path in the body, such as `channel.config.uri`. Emulator choice: which of path and bare
    name the API uses is unknown."""
    message: str


class ApiError(Exception):
    """A request is answered with one of Okta's errors."""

    def __init__(self, code: str, subject: str = "", causes: Sequence[str] = ()) -> None:
        # Status and summary belong to the code: Okta, Error codes. No caller can mix them up.
        super().__init__(code, subject)
        fact = facts.load().errors[code]
        self.code = code
        self.status = fact.status
        self.summary = fact.summary.format(subject)
        self.causes = tuple(causes)

    def envelope(self, error_id: str) -> dict[str, object]:
        """The body of the answer, in Okta's order of members."""
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            # The code itself, although the name promises a link. Source: Okta API, Error object.
            "errorLink": self.code,
            "errorId": error_id,
            # Each cause is an object with one member. Source: Okta API, Error object.
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


def invalid(problems: Sequence[Problem]) -> ApiError:
    """The error for a body with these problems; its subject is the first field.

    Source: Okta, Error codes, E0000001; form of a cause as recorded by okta-sdk-python
    test_role_api_it.
    """
    # All problems at once, as Okta lists them; which one would come first is not documented.
    causes = [f"{problem.field}: {problem.message}" for problem in problems]
    return ApiError("E0000001", problems[0].field, causes)


def not_found(id_: str, kind: str = "InlineHook") -> ApiError:
    """The error for a request for an object that does not exist.

    Source: recorded by okta-sdk-python test_inline_hooks_it, GET after delete.
    """
    return ApiError("E0000007", f"{id_} ({kind})")
