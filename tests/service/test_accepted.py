"""Which secrets a service was seen to accept: it takes them, and no others."""

import pytest
from service.hooks import TOKEN_URL, URI, case, hook, oauth

from hookops.contracts.exchange import Probed, Reply
from hookops.contracts.probes import refuses
from hookops.contracts.values import Answer, NoAnswer
from hookops.service.check import accepted_secrets, judge_reply

HEADER = {"channel.config.authScheme.value": URI}
RIGHT = Answer(200, {"content-type": "application/json"}, b"{}")


def called(answer=RIGHT, wanted=None):
    """A call with the hook's own secret."""
    return judge_reply(case(wanted), Reply(answer), 3.0, direct=True)


def refused(status=401):
    """The call that had a wrong secret."""
    answer = NoAnswer("timeout") if status is None else Answer(status)
    return Probed("with a wrong secret", Reply(answer), refuses("wrong-secret", answer))


@pytest.mark.parametrize(
    ("exchanges", "probed", "expected"),
    [
        ([called()], [refused(), refused(403)], HEADER),
        ([called()], [refused(400)], HEADER),
        ([called(), called(Answer(400), 400)], [refused()], HEADER),
        ([called()], [], {}),
        ([called()], [refused(), refused(200)], {}),
        ([called()], [refused(302)], {}),
        ([called()], [refused(500)], {}),
        ([called()], [refused(None)], {}),
        ([called(Answer(401))], [refused()], {}),
        ([called(Answer(500))], [refused()], {}),
        ([called(), called(Answer(500))], [refused()], {}),
        ([called(Answer(400), 400)], [refused()], {}),
        ([called(NoAnswer("timeout"))], [refused()], {}),
        ([], [refused()], {}),
    ],
)
def test_a_secret_is_accepted_where_others_are_refused(exchanges, probed, expected):
    """Every call has to pass, one with a success, and every probe has to be refused for certain."""
    assert expected == accepted_secrets(hook(), exchanges, probed)


def test_each_kind_of_secret():
    """A client secret is one value though it goes two ways; without a secret there is none."""
    hooks = [oauth(), oauth(secret=None), hook(auth=False)]

    assert [{"channel.config.clientSecret": TOKEN_URL}, {}, {}] == [
        accepted_secrets(made, [called()], [refused()]) for made in hooks
    ]
