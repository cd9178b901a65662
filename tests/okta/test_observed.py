"""What a session learns from headers: limits, and the org's time."""

import pytest

from hookops.okta.decoding import Answer
from hookops.okta.observed.clock import OrgClock
from hookops.okta.observed.traffic import Traffic, TrafficCount


def answer(left="", limit="", date=""):
    headers = {"x-rate-limit-remaining": left, "x-rate-limit-limit": limit, "date": date}
    return Answer(200, {name: text for name, text in headers.items() if text}, b"")


@pytest.mark.parametrize(
    ("answers", "left", "limit"),
    [
        ([answer()], None, None),
        ([answer("599", "600"), answer("19", "20"), answer("598", "600")], 19, 20),
        ([answer("5")], 5, None),
        ([answer("5", "many")], 5, None),
        ([answer("0", "0"), answer("7", "600")], 7, 600),
        ([answer("-1", "600"), answer("nan", "600"), answer("inf", "600")], None, None),
    ],
)
def test_traffic(answers, left, limit):
    """The least that is left counts, with its own limit; the concurrency limit does not."""
    count = TrafficCount()
    for each in answers:
        count.add_request()
        count.add_answer(each)

    assert Traffic(len(answers), left, limit) == count.now


def test_the_org_s_time():
    """Known once an answer has it; one without keeps what is known."""
    clock = OrgClock(lambda: 1_700_000_000.0)
    first = (clock.is_known, clock.ahead_s)
    clock.learn(answer())
    second = clock.is_known
    clock.learn(answer(date="Tue, 14 Nov 2023 22:20:20 GMT"))
    clock.learn(answer())

    assert ((False, 0.0), False) == (first, second)
    assert (True, 420.0, 1_700_000_420.0) == (clock.is_known, clock.ahead_s, clock.now_s())
