"""Answers become data or errors of ours, whatever they hold; how long to wait after a 429."""

import json
from dataclasses import replace

import pytest

from hookops.model.errors import ApiError, Cause, HookopsError, Unavailable, WriteUnknown
from hookops.model.secret import Secret
from hookops.okta.decoding import Answer, decode, server_time, wait_s
from hookops.okta.encoding import Request

GET = Request("GET", "/api/v1/inlineHooks")
POST = Request("POST", "/api/v1/inlineHooks")
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html"}


def answer(status=200, body=b"", **headers):
    """An answer whose header names may be written with underscores."""
    return Answer(status, {name.replace("_", "-"): v for name, v in headers.items()}, body)


def raised(found, call=GET):
    """The error that the answer leads to."""
    with pytest.raises(HookopsError) as problem:
        decode(found, call)
    return problem.value


@pytest.mark.parametrize("status", [200, 201, 202, 207])
def test_r08_every_2xx_gives_its_json(status):
    """R08: the JSON of a 2xx is given; whether it is the expected thing is for others to judge."""
    assert [{"id": "cal1"}] == decode(answer(status, b'[{"id": "cal1"}]'), GET)


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_answer_is_none(status):
    """A good answer without a body is None."""
    assert decode(answer(status), GET) is None


@pytest.mark.promise("P22")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>log in</html>", "an answer that is not valid JSON"),
        (b'{"id": 1', "an answer that is not valid JSON"),
        (b"[] trailing", "an answer that is not valid JSON"),
        (b"\xef\xbb\xbf[]", "an answer that is not valid JSON"),
        ("[]".encode("utf-16"), "an answer that is not valid JSON"),
        (b"\xff\xfe", "an answer that is not valid JSON"),
        (b"[" * 100_000, "an answer that is not valid JSON"),
        (b'{"a": ' + b"1" * 5000 + b"}", "an answer that is not valid JSON"),
    ],
    ids=["html", "half", "trailing", "bom", "utf-16", "bytes", "deep", "digits"],
)
def test_r09_what_is_no_json(body, words):
    """R09: an answer that is not one JSON value in UTF-8 is unexpected; the body is not shown."""
    found = raised(Answer(200, HTML, body))

    assert Unavailable is type(found)
    assert f"{GET}: unexpected answer: {words} (status 200, text/html)" == found.message
    assert found.hint.startswith("is this the address of an Okta org")


@pytest.mark.parametrize(
    "body", [b'{"id": "a", "id": "b"}', b'[{"a": {"b": 1, "b": 2}}]', b"NaN", b"[-Infinity]"]
)
def test_r09_what_only_python_takes_for_json(body):
    """R09: a member twice, NaN and Infinity are rejected, though Python's reader takes them."""
    assert Unavailable is type(raised(Answer(200, JSON, body)))


def test_r09_an_unexpected_answer_to_a_write_is_unknown():
    """An answer to a write that is no JSON proves nothing: it may have been carried out."""
    assert WriteUnknown is type(raised(Answer(200, HTML, b"<html>"), POST))


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 304, 399])
def test_a_redirect_is_an_error(status):
    """The message has the status of a redirect, and nobody follows it."""
    found = raised(answer(status, location="https://evil.example.com/"))

    text = f"{GET}: unexpected answer: a redirect ({status}); redirects are never followed"
    assert f"{text} (status {status}, no content type)" == found.message
    assert Unavailable is type(found)


def test_a_redirect_of_a_write_is_unknown():
    """A write that was answered with a redirect may have been carried out."""
    assert WriteUnknown is type(raised(answer(302), POST))


def test_okta_says_no():
    """Okta's code, summary, causes and error id are in the text; causes know their field."""
    body = (
        b'{"errorCode": "E0000001", "errorSummary": "Api validation failed: inlineHook",'
        b' "errorLink": "E0000001", "errorId": "oae1", "errorCauses":'
        b' [{"errorSummary": "name: The field cannot be left blank"},'
        b' {"errorSummary": "Something else: is wrong"}, "as text"]}'
    )

    found = raised(answer(400, body, x_okta_request_id="Yx1"), POST)

    assert (
        f"{POST}: 400 E0000001 Api validation failed: inlineHook "
        "(name: The field cannot be left blank; Something else: is wrong; as text) [errorId oae1]"
    ) == found.message
    assert "Okta refused the values above; this request changed nothing" == found.hint
    assert (400, "E0000001", 6) == (found.status, found.code, found.exit_code)
    assert (
        Cause("name", "The field cannot be left blank"),
        Cause("", "Something else: is wrong"),
        Cause("", "as text"),
    ) == found.causes


@pytest.mark.parametrize(
    ("status", "code", "hint"),
    [
        (401, "E0000011", "the API token is not known to this org, or expired: "),
        (403, "E0000006", "the administrator role of this credential does not allow it: "),
        (403, "E0000005", "the session is not valid: create a new API token"),
        (401, "E0000015", "this org does not have the feature; ask Okta support"),
        (404, "E0000007", "someone else deleted it: run hookops plan again"),
        (404, "E0000008", "is the organization's url right?"),
        (401, "", "check the API token"),
        (403, "", "the token may not do this: it needs okta.inlineHooks.read"),
        (423, "E0000239", "Okta still works on an earlier change: run it again in a minute"),
        (429, "E0000047", "the org's rate limit is used up: run it again in a minute"),
        (500, "E0000009", "Okta has a problem: run it again later"),
        (409, "E0000195", ""),
    ],
)
def test_the_hint_says_what_to_do(status, code, hint):
    """Each error leads to what to do next, by its code or else by its status."""
    found = raised(answer(status, f'{{"errorCode": "{code}"}}'.encode()))

    assert found.hint.startswith(hint)
    assert bool(hint) == bool(found.hint)


@pytest.mark.parametrize(
    ("status", "exit_code"),
    [
        *((400, 6), (401, 4), (403, 4), (404, 6), (405, 6), (409, 6), (411, 6), (422, 6)),
        *((423, 9), (424, 6), (428, 6), (429, 9), (430, 6), (499, 6), (500, 9)),
    ],
)
def test_the_exit_code_goes_by_status(status, exit_code):
    """4 for who we are, 9 for limits and breakdowns, 6 for all other errors."""
    assert exit_code == raised(answer(status)).exit_code


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>no</html>", b"[]", b"null", b"7", b'"text"', b"\xff", b'{"a": 1, "a": 2}'],
)
def test_r07_an_error_without_okta_s_body(body):
    """R07: whatever the body of an error is, the message has its status and the request id."""
    found = raised(answer(403, body, x_okta_request_id="Yx1"))

    assert f"{GET}: 403 no reason given [request Yx1]" == found.message


@pytest.mark.parametrize(
    ("error_id", "trace"),
    [
        ("oaeHfmOAx1iRLa0H10DeMz5fQ", "[errorId oaeHfmOAx1iRLa0H10DeMz5fQ]"),
        ("oae_Hf-mO", "[errorId oae_Hf-mO]"),
        ("", "[request Yx1]"),
        (None, "[request Yx1]"),
        (7, "[request Yx1]"),
        (["oae1"], "[request Yx1]"),
        ("oae 1", "[request Yx1]"),
        ("oae1\n", "[request Yx1]"),
        ("oae\u202e1", "[request Yx1]"),
        ("o" * 61, "[request Yx1]"),
    ],
)
def test_what_okta_s_support_asks_for(error_id, trace):
    """An error has its id where that has the shape of one, and else that of its request."""
    body = json.dumps({"errorCode": "E0000001", "errorSummary": "no", "errorId": error_id})

    found = raised(answer(400, body.encode(), x_okta_request_id="Yx1"))

    assert f"{GET}: 400 E0000001 no {trace}" == found.message


SECRET = "s3cret/of+a=hook"
HIDDEN = "(hookops does not show this text: it holds a secret)"


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("error", "text"),
    [
        ({"errorSummary": f"bad value: {SECRET}"}, HIDDEN),
        ({"errorSummary": "x" * 190 + SECRET}, HIDDEN),
        ({"errorCode": SECRET, "errorSummary": "no"}, f"{HIDDEN} no"),
        ({"errorSummary": "no", "errorCauses": [SECRET]}, f"no ({HIDDEN})"),
        (
            {"errorSummary": "no", "errorCauses": [{"errorSummary": f"value: {SECRET} is bad"}]},
            f"no (value: {HIDDEN})",
        ),
        ({"errorSummary": "no", "errorCauses": [f"{SECRET}: bad"]}, f"no ({HIDDEN}: bad)"),
        ({"errorSummary": "no", "errorId": "the-token-of-the-org"}, f"no [errorId {HIDDEN}]"),
    ],
)
def test_an_error_that_quotes_a_secret(error, text):
    """Whatever part of an error holds a secret that was sent, or the token, is not shown."""
    request = replace(POST, secrets=(Secret(SECRET), Secret("the-token-of-the-org")))

    # As some servers write JSON, with an escape for each slash.
    body = json.dumps(error).replace("/", "\\/").encode()
    found = raised(answer(400, body), request)

    code = f"{HIDDEN} no" if "errorCode" in error else text
    assert f"{POST}: 400 {code}" == found.message
    assert SECRET not in "".join(cause.field + cause.text for cause in found.causes)


@pytest.mark.parametrize("name", ["www-authenticate", "x-okta-request-id", "content-type"])
@pytest.mark.parametrize("status", [200, 302, 403])
def test_a_header_that_quotes_a_secret(name, status):
    """No header with a secret is shown either."""
    request = replace(GET, secrets=(Secret(f"Bearer {SECRET}"),))

    found = raised(Answer(status, {name: f"value {SECRET}"}, b"<"), request)

    assert SECRET not in str(found)


def test_r07_the_reason_is_in_www_authenticate():
    """R07: OAuth errors have no body; their reason is in a header."""
    reason = 'Bearer error="insufficient_scope"'

    found = raised(answer(403, www_authenticate=reason))

    assert f"{GET}: 403 insufficient_scope" == found.message
    assert "grant okta.inlineHooks.read to the service app" in found.hint


def test_r07_the_description_is_what_is_shown():
    """R07: of a challenge people see the reason, and not the addresses that stand before it."""
    where = 'DPoP algs="RS256 ES256", authorization_uri="https://acme.okta.com/oauth2/v1/authorize"'
    reason = 'error="invalid_token", error_description="The token has expired."'

    found = raised(answer(401, www_authenticate=f"{where}, {reason}"))

    assert f"{GET}: 401 invalid_token The token has expired." == found.message


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/api/v1/hook-keys", "okta.inlinehooks.read"),
        ("/api/v1/apps/0oa1", "okta.apps.read"),
        ("/api/v1/authorizationServers?limit=200", "okta.authorizationServers.read"),
        ("/.well-known/okta-organization", "another scope"),
    ],
)
def test_a_role_is_asked_for_by_the_part_of_okta(path, permission):
    """What an administrator lacks depends on what was asked, and not on hooks alone."""
    found = raised(answer(403, b'{"errorCode": "E0000006"}'), Request("GET", path))

    assert f"may do what {permission} is for" in found.hint


@pytest.mark.parametrize(
    "body",
    [
        b'{"errorCode": null, "errorSummary": null, "errorCauses": null}',
        b'{"errorCode": 7, "errorSummary": [1], "errorCauses": {"a": 1}}',
        b'{"errorCauses": [null, 7, {"errorSummary": null}, [], {}]}',
    ],
)
def test_r07_members_of_wrong_types(body):
    """R07: an error's members may be of any type; it is an error of ours all the same."""
    assert ApiError is type(raised(Answer(400, JSON, body)))


def test_r07_a_huge_error_is_cut():
    """R07: of an error of 500 KB a reader sees no more than fits on a screen."""
    cause = b'{"errorSummary": "name: ' + b"x" * 400 + b'"}'
    causes = b"[" + b", ".join([cause] * 1200) + b"]"
    body = b'{"errorSummary": "' + b"y" * 4000 + b'", "errorCauses": ' + causes + b"}"

    found = raised(Answer(400, JSON, body))

    assert len(found.message) < 3000


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, "; 1 more"), (8, "; 3 more")])
def test_a_message_lists_five_causes(count, more):
    """The others are counted, and are there for whoever looks for a field."""
    causes = ", ".join(f'{{"errorSummary": "name: {number}"}}' for number in range(count))

    found = raised(answer(400, f'{{"errorCauses": [{causes}]}}'.encode()))

    shown = "; ".join(f"name: {number}" for number in range(5))
    assert f"{GET}: 400 no reason given ({shown}{more})" == found.message
    assert count == len(found.causes)


def test_the_texts_of_an_error_are_cut():
    """Each at its own length, so that one of them cannot hide the others."""
    body = {
        "errorCode": "E" * 50,
        "errorSummary": "s" * 300,
        "errorCauses": [{"errorSummary": "f" * 200 + ": " + "m" * 300}, "t" * 300],
    }

    found = raised(answer(400, json.dumps(body).encode(), x_okta_request_id="r" * 100))

    code, summary = "E" * 17 + "...", "s" * 197 + "..."
    causes = "f" * 77 + "...: " + "m" * 197 + "...; " + "t" * 197 + "..."
    request = "r" * 57 + "..."
    assert f"{GET}: 400 {code} {summary} ({causes}) [request {request}]" == found.message
    assert code == found.code


def test_an_error_knows_its_request():
    """Callers decide by these fields, never by the message."""
    found = raised(answer(404), POST)

    assert (404, "POST", "/api/v1/inlineHooks") == (found.status, found.method, found.path)


def test_r06_control_characters_are_shown_escaped():
    """R06: nothing from outside can move a cursor or forge a line."""
    body = rb'{"errorCode": "E\u001b[2J", "errorSummary": "a\nb", "errorCauses": ["c\u202ed"]}'

    found = raised(answer(400, body, x_okta_request_id="\x1bY"))

    assert rf"{GET}: 400 E\x1b[2J a\x0ab (c\u202ed) [request \x1bY]" == found.message


def test_a_challenge_is_shown_escaped_and_cut():
    """The reason in a header is text from outside too."""
    found = raised(answer(401, www_authenticate="\x1b[2J" + "x" * 300_000))

    assert rf"{GET}: 401 \x1b[2Jxx" == found.message[: len(str(GET)) + 15]
    assert len(found.message) < 300


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_rate_limit_limit": "600", "x_rate_limit_reset": "1700000052"}, 53.0),
        (
            {
                "x_rate_limit_limit": "600",
                "x_rate_limit_reset": "1700000052",
                "date": "Tue, 14 Nov 2023 22:13:50 GMT",
            },
            23.0,
        ),
        ({"x_rate_limit_limit": "0", "x_rate_limit_reset": "1700000052"}, None),
        ({"x_rate_limit_limit": "600"}, None),
        ({"x_rate_limit_reset": "1700000052"}, 53.0),
        ({"x_rate_limit_reset": "1700000000"}, 1.0),
        ({"x_rate_limit_reset": "1699999999.5"}, 0.5),
        ({"x_rate_limit_reset": "1699999999"}, None),
        ({"x_rate_limit_reset": "1699999000"}, None),
        ({"x_rate_limit_reset": "1700003599"}, 3600.0),
        ({"x_rate_limit_reset": "1700003600"}, None),
        ({"x_rate_limit_reset": "99999999999999999999"}, None),
        ({"x_rate_limit_reset": "1e999"}, None),
        ({"x_rate_limit_reset": "nan"}, None),
        ({"x_rate_limit_reset": "-1"}, None),
        ({"x_rate_limit_reset": ""}, None),
        ({"x_rate_limit_reset": "soon"}, None),
        ({"retry_after": "30"}, None),
        ({"retry_after": "Tue, 14 Nov 2023 22:14:20 GMT", "x_rate_limit_reset": "1700000052"}, 53),
        ({}, None),
    ],
)
def test_r12_how_long_to_wait(headers, expected):
    """R12: reset minus the server's clock plus a second; None for what is no usable time."""
    assert expected == wait_s(answer(429, **headers), 1_700_000_000.0)


def test_the_server_s_clock_counts():
    """A `Date` removes the error of the local clock, however large that is."""
    found = answer(429, x_rate_limit_reset="1700000052", date="Tue, 14 Nov 2023 22:13:20 GMT")

    assert [53.0, 53.0] == [wait_s(found, now_s) for now_s in (0.0, 4e9)]


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Tue, 99 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 22:13:20 +99999999999",
        "Tue, 14 Nov 2023 22:13:20 +99999999999999999999999",
    ],
)
def test_r22_a_date_that_cannot_be_read(date):
    """R22: an unreadable `Date` counts as absent: the local clock is used."""
    found = answer(429, date=date, x_rate_limit_reset="10")

    assert (None, 6.0) == (server_time(found), wait_s(found, 5.0))
