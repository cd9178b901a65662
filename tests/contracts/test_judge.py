"""The verdict: what is in it, what is not, and that no answer upsets it."""

import json

import pytest
from contracts.contract_cases import IMPORT, PASSWORD, REGISTRATION, SAML, SAMPLE, TELEPHONY, TOKEN

from hookops.contracts import data
from hookops.contracts.judge import judge
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.rules import checks
from hookops.contracts.types import contract_of
from hookops.contracts.values import Answer
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.errors import HookopsError

JSON = {"content-type": "application/json"}
ACTION = "com.okta.action.update"
PROGRESSIVE = "com.okta.user.progressive.profile.update"


def judged(hook_type, body, variant=None, **more):
    """The verdict on an answer with this body."""
    request = contract_of(hook_type).build(
        variant or next(iter(contract_of(hook_type).variants)), SAMPLE
    )
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge(hook_type, request, Answer(200, JSON, data), **more)


def commands(*pairs):
    return {"commands": [{"type": type_, "value": value} for type_, value in pairs]}


def patch(type_, op, path, value):
    return commands((type_, [{"op": op, "path": path, "value": value}]))


def test_a_finding_says_it_all():
    """Check, severity, what was found, where, and what to do."""
    body = patch("com.okta.identity.patch", "replace", "/claims/team", "x")
    finding = judged(TOKEN, body).findings[0]

    assert (
        "token.8",
        "error",
        "replace needs something that exists, and team is not in the token of the request",
        "commands[0].value[0].path",
        "use add, or see whether it is there before",
    ) == (finding.check, finding.severity, finding.text, finding.where, finding.fix)
    assert ("commands", 0, "value", 0, "path") == finding.path


def test_errors_come_first():
    """Errors, warnings, inferences and what nobody knows, in this order."""
    body = {"x": 1, **commands(("com.action.update", {}), (ACTION, {"registration": "DENY"}))}
    found = [finding.severity for finding in judged(REGISTRATION, body).findings]

    assert ["error", "warning", "warning", "warning", "unknown"] == found


@pytest.mark.parametrize(
    ("hook_type", "variant", "body", "outcome", "effect"),
    [
        (
            TOKEN,
            None,
            patch("com.okta.access.patch", "add", "/claims/team", "x"),
            "applied",
            "the token goes out after 1 operation of the hook",
        ),
        (
            SAML,
            None,
            patch("com.okta.assertion.patch", "replace", "/subject/nameId", "x"),
            "applied",
            "the assertion goes out after 1 operation of the hook",
        ),
        (
            REGISTRATION,
            "progressive-profile",
            commands((PROGRESSIVE, {"a": "1", "b": "2"})),
            "applied",
            "the profile update goes on with 2 attributes set by the hook",
        ),
        (
            REGISTRATION,
            "progressive-profile",
            commands((ACTION, {"registration": "DENY"})),
            "refused",
            'users are stopped and see "Profile update denied."',
        ),
        (
            REGISTRATION,
            "progressive-profile",
            {"error": {"errorSummary": "No."}},
            "refused",
            "no command runs and the registration or profile update fails; "
            'users see "We found some errors. Please review the form and make corrections."',
        ),
        (
            IMPORT,
            "link",
            commands(("com.okta.user.profile.update", {"team": "x"})),
            "applied",
            "the imported user is linked to an existing user, with the hook's changes",
        ),
    ],
)
def test_what_okta_does(hook_type, variant, body, outcome, effect):
    """In plain words, for registration and import as the request goes."""
    verdict = judged(hook_type, body, variant)

    assert (outcome, effect) == (verdict.outcome, verdict.effect)


@pytest.mark.parametrize(
    ("hook_type", "body", "passed"),
    [
        (TOKEN, {}, True),
        (TOKEN, [], False),
        (SAML, [], False),
        (SAML, {}, True),
        (TOKEN, {"error": {"errorSummary": "No."}}, True),
        (TELEPHONY, {"error": {"errorSummary": "No."}}, False),
        (TELEPHONY, {}, False),
        (REGISTRATION, commands(("com.okta.x", 1)), False),
    ],
)
def test_when_an_answer_passes(hook_type, body, passed):
    """No stated rule is broken, and Okta does what the service asked for."""
    assert passed == judged(hook_type, body).passed


def test_a_hook_may_have_more_time():
    """Okta's support can raise the budget; the warning moves with it."""
    request = contract_of(TOKEN).build("implicit", SAMPLE)
    found = [
        [finding.text for finding in judge(TOKEN, request, answer, budget_s=6).findings]
        for answer in (Answer(204, elapsed_s=4.9), Answer(204, elapsed_s=5.1))
    ]

    assert [[], ["the answer took nearly the 6 s that Okta waits"]] == found


@pytest.mark.promise("P22")
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b"{" + b",".join(b'"%d": 1' % number for number in range(20_000)) + b"}",
        b'{"commands": ' + b"[" * 400 + b"]" * 400 + b"}",
        b'{"commands": [{"type": "x", "value": ' + b"9" * 5000 + b"}]}",
        b'{"commands": [{"type": "\\ud800", "value": 1e999}]}',
        b'{"commands": [null, [], 1, {"type": null}], "error": 1, "debugContext": []}',
        b'{"error": {"errorSummary": 1, "errorCauses": [null, {"location": null}]}}',
        b'{"commands": [{"type": "com.okta.action.update", "value": []}]}',
        b'{"commands": [{"type": "com.okta.identity.patch", "value": [{"op": {}, "path": []}]}]}',
        b'{"commands": [{"type": "com.okta.identity.patch", "value": [{"op": [], '
        b'"path": "/claims/a/b/c", "value": null}]}]}',
        b'{"commands": [{"type": "com.okta.assertion.patch", "value": [{"op": {}, "path": "/"}]}]}',
        b'{"commands": [{"type": "com.okta.assertion.patch", "value": [{"op": "add", '
        b'"path": "/claims/a", "value": {"attributes": 1, "attributeValues": [{}]}}]}]}',
        b'{"commands": [{"type": "com.okta.telephony.action", "value": [null, {"status": {}}]}]}',
        b'{"commands": [{"type": "com.okta.user.update", "value": null}]}',
        b'{"commands": [{"type": "com.okta.user.profile.update", "value": null}]}',
    ],
    ids=lambda body: f"{len(body)} bytes",
)
@pytest.mark.parametrize("hook_type", HOOK_TYPES)
def test_no_answer_upsets_it(hook_type, body):
    """Whatever comes, there is a verdict, and it can be printed."""
    verdict = judged(hook_type, body)

    assert verdict.findings
    assert all(finding.text.isprintable() for finding in verdict.findings)


@pytest.mark.parametrize("request_", [{}, {"data": None}, {"data": {"identity": 1, "access": []}}])
@pytest.mark.parametrize("hook_type", HOOK_TYPES)
def test_no_request_upsets_it(hook_type, request_):
    """A request of another shape is one without what is looked for."""
    bodies = [
        patch("com.okta.identity.patch", "replace", "/claims/team", "x"),
        patch("com.okta.assertion.patch", "replace", "/subject/nameId", "x"),
        {"error": {"errorSummary": "No.", "errorCauses": [{"location": "data.userProfile.a"}]}},
        commands((ACTION, {"result": "CREATE_USER"})),
    ]
    answers = [Answer(200, JSON, json.dumps(body).encode()) for body in bodies]

    assert all(judge(hook_type, request_, answer).effect for answer in answers)


def test_an_unknown_type_has_no_verdict():
    """The error names the types that hookops knows."""
    with pytest.raises(HookopsError) as found:
        judge("com.okta.unknown", {}, Answer(200, JSON, b"{}"))

    assert "com.okta.unknown is no type of inline hook that hookops knows" == found.value.message
    assert all(name in found.value.hint for name in HOOK_TYPES)


SECRET = "Correct-Horse-9"
LONG = "x" * 150 + SECRET


@pytest.mark.parametrize(
    "body",
    [
        commands((SECRET, {})),
        commands((LONG, {})),
        commands((ACTION, {"credential": SECRET})),
        {SECRET: 1, "x" + LONG: {SECRET: SECRET}},
        {"debugContext": {"a": [SECRET]}},
        {"error": {"errorSummary": SECRET, "errorCauses": [{"location": SECRET}]}},
    ],
)
def test_the_password_is_in_no_verdict(body):
    """Not in a text, a path or a fix, nor the half that is left where a text is cut."""
    request = contract_of(PASSWORD).build("sign-in", Sample(Event("1", 0), password=SECRET))
    data = json.dumps(body).encode()
    verdict = judge(PASSWORD, request, Answer(200, JSON, data))

    assert "password.6" in [finding.check for finding in verdict.findings]
    assert SECRET[:6] not in repr(verdict)


@pytest.mark.parametrize("code", [918273, "918273"])
def test_the_code_is_in_no_verdict(code):
    """A one-time code neither, be it a number as in Okta's example."""
    request = contract_of(TELEPHONY).build("sms", SAMPLE)
    request["data"]["messageProfile"]["otpCode"] = code
    answer = Answer(200, JSON, json.dumps(commands(("code-918273", [code]))).encode())
    verdict = judge(TELEPHONY, request, answer)

    assert "telephony.9" in [finding.check for finding in verdict.findings]
    assert "918273" not in repr(verdict)


def test_a_short_password_hides_itself_only():
    """A password of three characters is not found inside of words."""
    request = contract_of(PASSWORD).build("sign-in", Sample(Event("1", 0), password="com"))
    bodies = [commands(("com.okta.x", {})), commands((ACTION, {"credential": "com"}))]
    found = [
        [finding.check for finding in judge(PASSWORD, request, answer).findings]
        for answer in (Answer(200, JSON, json.dumps(body).encode()) for body in bodies)
    ]

    assert [
        ["password.1", "unknown.bad-answer"],
        ["password.2", "password.6", "unknown.bad-answer"],
    ] == found


def test_header_values_are_in_no_verdict():
    """Headers may hold secrets, so nothing of them is quoted; an answer's repr has none."""
    headers = {"content-type": SECRET, "location": SECRET, "x": SECRET}
    request = contract_of(TOKEN).build("implicit", SAMPLE)
    answers = [Answer(status, headers, SECRET.encode()) for status in (200, 201, 302, 401, 503)]
    verdicts = [judge(TOKEN, request, answer) for answer in answers]

    assert SECRET not in repr(verdicts)
    assert SECRET not in repr(answers)


@pytest.mark.parametrize("row", checks().values(), ids=lambda row: row.id)
def test_every_rule_is_well_written(row):
    """Text and fix are sentences without an end, and there is a source."""
    assert row.source
    assert row.text == row.text.strip()
    assert row.fix == row.fix.strip()
    assert row.text
    assert not row.text.endswith(".")
    assert not row.fix.endswith(".")


def test_every_rule_has_its_own_id():
    """No file has a rule that another file has."""
    assert len(checks()) == sum(len(data.load(name)["rules"]) for name in data.names())
