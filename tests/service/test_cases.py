"""Cases in files: what is read, what is rejected without a quote, what is saved."""

import json
from base64 import b64encode

import pytest
from service.hooks import case, request
from small_disk import files_up_to

from hookops.contracts.exchange import Case
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of
from hookops.kinds.inline_hook.types import PASSWORD_IMPORT, SAML, TELEPHONY, TOKEN
from hookops.manifest.single import check_json
from hookops.model.errors import InvalidInput
from hookops.service import case_files
from hookops.service.cases import dump_case, read_case, read_payload, read_type

WHOLE = json.loads(dump_case(case(), 200))
CANARY = "CANARY-70110"


def text(**members):
    merged = {**WHOLE, **members}
    return json.dumps({name: value for name, value in merged.items() if value is not None})


def test_a_case_comes_back_as_it_was_kept():
    """Name, type, request and the expected status."""
    found = read_case(dump_case(case(), 204), "a.json", TOKEN.name)

    assert ("one", TOKEN.name, request(), 204) == (
        found.name,
        found.hook_type,
        found.request,
        found.status,
    )


def test_what_may_be_left_out():
    """A name, and an expectation."""
    found = read_case(text(name=None, expect=None), "a.json", TOKEN.name)

    assert ("a.json", None) == (found.name, found.status)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "a.json:1:2 is not JSON"),
        ("[]", "a.json has no JSON object"),
        ("[" * 100_000, "a.json is nested too deeply"),
        ("1" * 1_000_001, "a.json is longer than 1,000,000 characters"),
        (text(type=SAML.name), "a.json is for another hook"),
        (text(type=None), "its type is none"),
        (text(request=[]), "request is not an object"),
        (text(request={"eventType": SAML.name}), "its request.eventType is"),
        (text(name=7), "name is not a text"),
        (text(name=""), "name is not a text"),
        (text(expect=[]), "expect is not an object"),
        (text(expect={"status": "200"}), "expect.status is not an HTTP status"),
        (text(expect={"status": 99}), "expect.status is not an HTTP status"),
        (text(expect={"error": "yes"}), "expect.error is not true or false"),
        (text(expect={"error": 1}), "expect.error is not true or false"),
        (text(expect={"errors": True}), "expect has errors, and can have status and error"),
        ('{"a": NaN}', "a.json is not JSON"),
        (text(expect={"status": 600}), "expect.status is not an HTTP status"),
    ],
)
def test_no_case(content, message):
    """The message has the file's name."""
    with pytest.raises(InvalidInput) as problem:
        read_case(content, "a.json", TOKEN.name)

    assert message in problem.value.message


def test_a_huge_number_is_no_case():
    """Python does not read it."""
    with pytest.raises(InvalidInput, match="is not JSON"):
        read_case("9" * 5000, "a.json", TOKEN.name)


def test_nothing_is_quoted():
    """A file may contain what nobody else may see."""
    for content in (f'{{"a": "{CANARY}', text(name=[CANARY]), f'["{CANARY}"]'):
        with pytest.raises(InvalidInput) as problem:
            read_case(content, "a.json", TOKEN.name)

        assert CANARY not in str(problem.value)


def test_a_payload_is_a_request_or_a_case():
    """Both give the request."""
    assert request() == read_payload(json.dumps(request()), "a.json", TOKEN.name).request
    assert request() == read_payload(text(), "a.json", TOKEN.name).request
    with pytest.raises(InvalidInput, match="its eventType is com.okta.saml"):
        read_payload(json.dumps({"eventType": SAML.name}), "a.json", TOKEN.name)


BODY = json.dumps(request())
ELB = {"requestContext": {"elb": {"targetGroupArn": "arn:x"}}, "httpMethod": "POST"}
EVENTS = {
    "of a load balancer": ({**ELB, "body": BODY, "isBase64Encoded": False}, "load balancer"),
    "in base64": (
        {**ELB, "body": b64encode(BODY.encode()).decode(), "isBase64Encoded": True},
        "load balancer",
    ),
    "of a REST API": ({"httpMethod": "POST", "resource": "/", "body": BODY}, "Lambda function"),
    "of an HTTP API": (
        {"version": "2.0", "requestContext": {"http": {"method": "POST"}}, "body": BODY},
        "Lambda function",
    ),
    "of a test, with an object": ({"isBase64Encoded": False, "body": request()}, "Lambda function"),
}


@pytest.mark.parametrize(("event", "word"), EVENTS.values(), ids=EVENTS)
def test_a_payload_may_be_an_event(event, word):
    """Of who received the request: it is the member body, and the event is named."""
    found = read_payload(json.dumps(event), "a.json", TOKEN.name)

    assert (request(), f"an event of a {word}") == (found.request, found.around)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"body": None}, "event of a load balancer, and its member body has no request"),
        ({"body": "CANARY"}, "and its member body:1:1 is not JSON"),
        ({"body": "[]"}, "and its member body has no JSON object"),
        ({"body": "CANARY", "isBase64Encoded": True}, "and its member body is not base64"),
        ({"body": "{}"}, "its body.eventType is none"),
        ({"body": json.dumps({"eventType": SAML.name})}, "its body.eventType is com.okta.saml"),
    ],
)
def test_an_event_without_a_request(change, message):
    """The member that should hold it is named, and nothing of it is quoted."""
    with pytest.raises(InvalidInput, match=message) as caught:
        read_payload(json.dumps({**ELB, **change}), "a.json", TOKEN.name)

    assert "CANARY" not in str(caught.value)


def test_an_expected_error():
    """A case that was saved of an error expects one; others do not say."""
    kept = read_case(dump_case(case(), 200, error=True), "a.json", TOKEN.name)
    other = read_case(dump_case(case(), 200), "a.json", TOKEN.name)

    assert (True, None) == (kept.error, other.error)


def test_the_type_of_a_case():
    """One of Okta's."""
    assert TOKEN.name == read_type(text(), "a.json")
    for wrong in (7, "com.okta.unknown", None):
        with pytest.raises(InvalidInput, match="not a hook type"):
            read_type(text(type=wrong), "a.json")


@pytest.mark.parametrize(
    ("hook_type", "variant"),
    [(PASSWORD_IMPORT.name, "sign-in"), (TELEPHONY.name, "sms"), (TELEPHONY.name, "voice")],
)
def test_passwords_and_codes_are_not_kept(hook_type, variant):
    """Invented ones take their place; all else is as it was, and so is the case itself."""
    sample = Sample(Event("e", 0.0), password=CANARY, code="70110")
    real = Case("a", hook_type, contract_of(hook_type).build(variant, sample))

    kept = dump_case(real, 200)

    assert "70110" not in kept
    assert (
        contract_of(hook_type).build(variant, Sample(Event("e", 0.0)))
        == json.loads(kept)["request"]
    )
    assert contract_of(hook_type).build(variant, sample) == real.request


def test_a_folder(tmp_path):
    """The cases of that type, by name; other types and other files are somebody else's."""
    (tmp_path / "b.json").write_text(text(name="b"))
    (tmp_path / "a.json").write_text(text(name="a"))
    (tmp_path / "c.json").write_text(text(type=SAML.name))
    (tmp_path / "d.txt").write_text("{")

    assert ["a", "b"] == [
        found.name for found in case_files.read_folder(tmp_path, TOKEN.name, check_json)
    ]
    with pytest.raises(InvalidInput, match="has no case of"):
        case_files.read_folder(tmp_path, TELEPHONY.name, check_json)
    with pytest.raises(InvalidInput, match="is not a folder"):
        case_files.read_folder(tmp_path / "none", TOKEN.name, check_json)


def test_files_that_cannot_be_read(tmp_path):
    """Each with its reason."""
    (tmp_path / "long").write_bytes(b" " * 1_000_001)
    (tmp_path / "latin").write_bytes(b"\xff")
    for name, why in (("long", "are the limit"), ("latin", "not UTF-8"), ("none", "No such file")):
        with pytest.raises(InvalidInput, match=why):
            case_files.read_text(tmp_path / name, check_json)


def test_nothing_is_written_over(tmp_path):
    """Neither a file nor a link that leads nowhere; folders are made."""
    path = tmp_path / "new" / "a.json"
    case_files.check_new(path)
    case_files.save(path, "{}")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    assert "{}" == case_files.read_text(path, check_json)
    for taken in (path, tmp_path / "link"):
        with pytest.raises(InvalidInput, match="exists"):
            case_files.check_new(taken)
    with pytest.raises(InvalidInput, match="cannot be written"):
        case_files.save(path, "other")


def test_invented_values_wherever_they_are():
    """A password or a code is replaced, whatever the type, and what is not there is not missed."""
    request = {
        "eventType": TOKEN.name,
        "data": {"messageProfile": {"otpCode": "424242", "msgTemplate": "424242 is it"}},
        "note": "\udc80",
    }

    text = dump_case(Case("a", TOKEN.name, request), 200)

    assert "424242" not in text
    assert text.isascii()
    assert "otpCode" in text
    assert dump_case(Case("a", TOKEN.name, {"data": {"context": {"credential": {}}}}), 200)


def test_a_case_on_a_full_disk(tmp_path):
    """Half a case would be in the way of the next attempt."""
    with files_up_to(100), pytest.raises(InvalidInput, match="cannot be written: File too large"):
        case_files.save(tmp_path / "a.json", "x" * 10_000)

    assert [] == list(tmp_path.iterdir())
