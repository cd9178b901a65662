"""What Okta's answer says about the service's."""

from hookops.contracts.values import Answer, NoAnswer
from hookops.service.through_okta import failed, reply_of


def test_replies():
    """The body as it is; none stands for 204; a failure has no answer, but a reason."""
    assert Answer(204) == reply_of(b"").answer
    assert (200, b"{}", None) == (
        reply_of(b"{}").answer.status,
        reply_of(b"{}").answer.body,
        reply_of(b"{}").answer.elapsed_s,
    )
    assert (NoAnswer("okta"), "504") == (failed("504").answer, failed("504").note)
