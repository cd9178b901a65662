"""What Okta's answer to `execute` says about the service that it called.

Source: Okta Management API, executeInlineHook: the answer is the service's own if it is of the
right shape, and else an error; Okta, Error codes, E0000134, E0000135 and E0000137. Which checks
"the right shape" means, and what becomes of a 204, no document says.
"""

from hookops.contracts.exchange import Reply
from hookops.contracts.values import Answer, NoAnswer

FAILURES = {"E0000134", "E0000135", "E0000137"}
"""Codes of errors that are about the service, not about us."""


def read_reply(body: bytes) -> Reply:
    """The service's answer, as Okta passes it on: without its status, headers and time."""
    # Okta passes no status on: without a body it is taken for a 204, although a 200 may have none.
    if not body:
        return Reply(Answer(204))
    return Reply(Answer(200, {"content-type": "application/json"}, body))


def failed_reply(reason: str) -> Reply:
    """The reply when Okta rejects the service's answer; `reason` is what it reports."""
    return Reply(NoAnswer("okta"), note=reason)
