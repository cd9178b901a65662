"""What Okta's answer says about the service's."""

from hookops.contracts.values import Answer, NoAnswer
from hookops.service.through_okta import failed_reply, read_reply


def test_replies():
    """The body as it is; none stands for 204; a failure has no answer, but a reason."""
    assert Answer(204) == read_reply(b"").answer
    assert (200, b"{}", None) == (
        read_reply(b"{}").answer.status,
        read_reply(b"{}").answer.body,
        read_reply(b"{}").answer.elapsed_s,
    )
    assert (NoAnswer("okta"), "504") == (failed_reply("504").answer, failed_reply("504").note)
