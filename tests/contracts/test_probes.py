"""Rules that need several answers, or more than an answer. Each has both sides."""

import pytest

from hookops.contracts import probes
from hookops.contracts.rules import checks
from hookops.contracts.values import Answer, NoAnswer
from hookops.model.secret import Secret

SECRET = Secret("Basic dXNlcjpwYXNz")
QUOTED = Secret('left"right\\end')
TEN = [0.1] * 9


ERROR = Answer(200, {}, b'{"error": {"errorSummary": "No."}}')
LATER = Answer(200, {}, b'{"error": {"errorSummary": "No."}, "debugContext": {"at": 7}}')
OTHER = Answer(200, {}, b'{"error": {"errorSummary": "Blocked."}}')
OK = Answer(200, {}, b"{}")
NUMBERED = Answer(200, {}, b'{"error": {"errorSummary": "No: ref 7f3a-19", "id": 1}}')
NUMBER_2 = Answer(200, {}, b'{"error": {"errorSummary": "No: ref 0b2c-77", "id": 2}}')


def expected(status, error, answer, refuses=False):
    return probes.expectation(status, error, answer, refuses=refuses)


def ids(findings):
    return [finding.check for finding in findings]


CASES = [
    ("probe.time-over", probes.slow([*TEN, 3.1]), probes.slow([*TEN, 2.4])),
    ("probe.time-over", probes.slow([6.1], 6), probes.slow([*TEN * 3, 9.0])),
    ("probe.time-near", probes.slow([*TEN, 2.9]), probes.slow([])),
    (
        "probe.accepts",
        probes.refuses("no-secret", Answer(204)),
        probes.refuses("no-secret", Answer(401)),
    ),
    (
        "probe.accepts",
        probes.refuses("wrong-secret", Answer(200)),
        probes.refuses("wrong-secret", Answer(403)),
    ),
    (
        "probe.redirects",
        probes.refuses("no-secret", Answer(302)),
        probes.refuses("no-secret", Answer(401)),
    ),
    (
        "probe.stumbles",
        probes.refuses("no-secret", Answer(500)),
        probes.refuses("no-secret", Answer(401)),
    ),
    (
        "probe.other-refusal",
        probes.refuses("no-secret", Answer(400)),
        probes.refuses("no-secret", Answer(401)),
    ),
    (
        "probe.silent",
        probes.refuses("wrong-secret", NoAnswer("timeout")),
        probes.refuses("wrong-secret", Answer(401)),
    ),
    (
        "probe.accepts",
        probes.refuses("old-token", Answer(200)),
        probes.refuses("old-token", Answer(401)),
    ),
    (
        "probe.token-accepts",
        probes.refuses_client(Answer(200), token=True),
        probes.refuses_client(Answer(400), token=False),
    ),
    (
        "probe.silent",
        probes.refuses_client(NoAnswer("connection"), token=False),
        probes.refuses_client(Answer(401), token=False),
    ),
    (
        "probe.stumbles",
        probes.refuses_client(Answer(503), token=False),
        probes.refuses_client(Answer(200), token=False),
    ),
    ("probe.case", expected(200, None, Answer(204)), expected(None, None, Answer(204))),
    ("probe.case", expected(204, None, Answer(200)), expected(204, None, NoAnswer("timeout"))),
    ("probe.case-error", expected(None, True, ERROR), expected(200, True, ERROR, refuses=True)),
    ("probe.case-error", expected(None, False, ERROR, refuses=True), expected(None, False, ERROR)),
    (
        "probe.refused-by-error",
        probes.refuses("wrong-secret", ERROR),
        probes.refuses("wrong-secret", Answer(401, {}, ERROR.body)),
    ),
    ("probe.own-secret-error", probes.own_error(ERROR, LATER), probes.own_error(ERROR, OK)),
    ("probe.own-secret-error", probes.own_error(ERROR, ERROR), probes.own_error(OK, ERROR)),
    ("probe.own-secret-error", probes.own_error(NUMBERED, NUMBER_2), probes.own_error(ERROR, OK)),
    ("probe.own-secret-unproven", probes.own_error(OTHER, ERROR), probes.own_error(OTHER, OK)),
    ("probe.own-secret-error", probes.own_error(LATER, ERROR), probes.own_error(OK, OK)),
    ("probe.own-secret", probes.accepted(Answer(401)), probes.accepted(Answer(400))),
    ("probe.own-secret", probes.accepted(Answer(403)), probes.accepted(Answer(200))),
    ("probe.tls-expired", probes.certificate(0), probes.certificate(21)),
    ("probe.tls-soon", probes.certificate(20.2), probes.certificate(21)),
    (
        "probe.redirect-insecure",
        probes.redirect(Answer(301, {"location": "HTTP://acme.example/"})),
        probes.redirect(Answer(301, {"location": "https://acme.example/"})),
    ),
    (
        "probe.redirect-insecure",
        probes.redirect(Answer(308, {"location": "http://acme.example/"})),
        probes.redirect(Answer(200, {"location": "http://acme.example/"})),
    ),
    (
        "probe.redirect-insecure",
        probes.redirect(Answer(307, {"location": "http://acme.example/"})),
        probes.redirect(Answer(307, {"location": "http://[acme"})),
    ),
    (
        "probe.echo-header",
        probes.echo(Answer(200, {"x-got": "dXNlcjpwYXNz"}), [SECRET]),
        probes.echo(Answer(200, {"x-got": "Basic"}), [SECRET]),
    ),
    (
        "probe.echo-body",
        probes.echo(Answer(200, {}, b'{"got": "Basic dXNlcjpwYXNz"}'), [SECRET]),
        probes.echo(Answer(200, {}, b'{"got": "Basic"}'), [SECRET]),
    ),
    (
        "probe.echo-body",
        probes.echo(Answer(200, {}, b'{"got": "left\\"right\\\\end"}'), [QUOTED]),
        probes.echo(Answer(200, {}, b'{"got": "right"}'), []),
    ),
]


@pytest.mark.parametrize(("check", "bad", "good"), CASES)
def test_each_probe_has_both_sides(check, bad, good):
    """What breaks the rule is found, and what is nearly the same is not."""
    assert [check] == ids(bad)
    assert () == good


def test_every_probe_is_tried():
    """There is a case for each row."""
    rows = [check for check in checks() if check.startswith("probe.")]

    assert sorted(rows) == sorted({check for check, _, _ in CASES})


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([1.0], 1.0),
        ([3.0, 1.0, 2.0], 3.0),
        ([float(n) for n in range(1, 21)], 19.0),
        ([float(n) for n in range(1, 101)], 95.0),
    ],
)
def test_the_95th_percentile_is_a_time_that_was_measured(times, expected):
    """Nearest rank: of twenty, the second slowest."""
    assert expected == probes.p95(times)


def test_probes_say_what_was_tried():
    """The text names the call and the status; nothing of the secret."""
    found = probes.refuses("wrong-secret", Answer(200))[0]
    echo = probes.echo(Answer(200, {"x-got": "Basic dXNlcjpwYXNz"}), [SECRET])[0]

    assert "the service answers 200 to a call with a wrong secret" == found.text
    assert "the header x-got of the answer holds a secret of the call" == echo.text


def test_days_are_counted_up():
    """Half a day is called one."""
    assert "the certificate of the service expires in 1 day" == probes.certificate(0.5)[0].text
