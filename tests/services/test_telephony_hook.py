"""The telephony service.

Source: Okta, Telephony inline hook guide; Okta Management API, createTelephonyInlineHook.
"""

import logging

import pytest
from services.samples import SECRET, module


class Provider:
    """A provider that keeps what it is given, or fails."""

    def __init__(self, *, fails=False):
        self.messages = []
        self.fails = fails

    def __call__(self, *message):
        self.messages.append(message)
        if self.fails:
            raise module("telephony").NotDelivered
        return "m-1"


def test_answer_is_of_the_one_shape(service):
    """One command whose value is an array of one, with all in it as text."""
    provider = Provider()

    (command,) = service("telephony", send=provider, provider="acme").commands()

    value = {"status": "SUCCESSFUL", "provider": "acme", "transactionId": "m-1"}
    assert {"type": "com.okta.telephony.action", "value": [value]} == command
    assert [("+12025550143", "Your code is 481516", "sms")] == provider.messages


@pytest.mark.parametrize(
    ("changed", "sent"),
    [
        ({"deliveryChannel": "sms"}, ("+12025550143", "Your code is 481516", "sms")),
        ({"msgTemplate": None}, ("+12025550143", "Your code is 481516", "sms")),
        (
            {"deliveryChannel": "voice call"},
            ("+12025550143", "Your code is 4, 8, 1, 5, 1, 6", "call"),
        ),
        (
            {"phoneNumber": 12025550143, "otpCode": 11111, "msgTemplate": ""},
            ("12025550143", "Your code is 11111", "sms"),
        ),
    ],
)
def test_what_the_provider_gets(service, changed, sent):
    """Text messages have Okta's text, calls have the code digit by digit; numbers are text."""
    provider = Provider()
    telephony = service("telephony", send=provider)
    telephony.data["messageProfile"].update(changed)

    telephony.post()

    assert [sent] == provider.messages


def test_provider_that_fails(service):
    """The error is one object in an answer of status 200, without number or code."""
    answer = service("telephony", send=Provider(fails=True), provider="acme").post()

    cause = {"errorSummary": "not delivered", "reason": "refused", "location": "acme"}
    error = {"errorSummary": "The provider failed.", "errorCauses": [cause]}
    assert (200, {"error": error}) == (answer.status_code, answer.get_json())


@pytest.mark.parametrize(
    "changed",
    [{"phoneNumber": None}, {"otpCode": ""}, {"otpCode": []}, {"phoneNumber": {}}],
)
def test_message_that_cannot_be_sent(service, changed):
    """Without number or code nothing is sent."""
    provider = Provider()
    telephony = service("telephony", send=provider)
    telephony.data["messageProfile"].update(changed)

    assert (400, []) == (telephony.post().status_code, provider.messages)


def test_nothing_is_sent_without_the_secret(service):
    """Whoever lacks the secret is refused before the provider is called."""
    provider = Provider()

    service("telephony", send=provider).post(Authorization="wrong")

    assert [] == provider.messages


def test_sandbox_says_what_it_is(caplog):
    """A service without a provider of its own warns when it starts, and no other does."""
    caplog.set_level(logging.WARNING)
    module("telephony").create_app(SECRET, send=Provider())
    quiet = caplog.text
    module("telephony").create_app(SECRET)

    assert ("", True) == (quiet, "delivered to nobody" in caplog.text)


def test_every_message_of_the_sandbox_has_an_id(service):
    """Two messages have two ids, so that a log shows which is which."""
    telephony = service("telephony")

    ids = {telephony.commands()[0]["value"][0]["transactionId"] for _ in range(2)}

    assert 2 == len(ids)
