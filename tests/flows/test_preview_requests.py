"""What a preview sends: requests as captured, filled with what the user gives."""

from functools import partial

import pytest
from flask import Flask, request
from flows.previews import declare, near_to, preview
from services.samples import TYPES

from hookops.model.errors import InvalidInput
from hookops.workflow.services import preview as workflow_preview
from hookops.workflow.services.case_choice import Fill, invented


def built(world, **fill):
    """The request that a preview of the declared hook sends."""
    run = world.run(read_only=True)
    return invented(run, *workflow_preview.find(run, "InlineHook/a"), Fill(**fill)).request


def assertion():
    """Of the request that a service is answering."""
    return request.get_json()["data"]["assertion"]


def serving(path, place):
    """A service that adds the scopes at that place of a token hook's request as a claim."""
    app = Flask(__name__)

    def answer():
        found = request.get_json()
        for name in place:
            found = found[name]
        patch = {"op": "add", "path": "/claims/granted", "value": found}
        return {"commands": [{"type": "com.okta.access.patch", "value": [patch]}]}

    app.post(path)(answer)
    return app


@pytest.mark.parametrize(
    ("variant", "place", "passed"),
    [
        ("refresh-token", "originalGrant.authorization.scope", True),
        ("refresh-token", "request.scope", False),
        ("refresh-token", "OriginalGrant.authorization.scope", False),
        ("authorization-code", "request.scope", True),
        ("authorization-code", "request.nonce", True),
        ("authorization-code", "request.grant_type", False),
    ],
)
def test_services_that_read_the_request(world, serve, variant, place, passed):
    """One that reads what Okta sends passes; one that reads what it does not send fails."""
    declare(world, "token")
    url = serve(serving("/token", ["data", "context", "protocol", *place.split(".")]))

    found = preview(world, near_to(f"{url}/token"), fill=Fill(variant))

    assert passed == found.passed


def test_a_service_that_loops_over_the_claims(world, serve):
    """An app without attribute statements sends no claims, on which such a service breaks."""
    declare(world, "saml")
    app = Flask(__name__)
    app.post("/saml")(
        lambda: {"debugContext": {"n": len(request.json["data"]["assertion"]["claims"])}}
    )
    call = partial(preview, world, near_to(f"{serve(app)}/saml"))

    assert [True, False] == [call(fill=Fill(name)).passed for name in ("sign-in", "no-claims")]


def test_a_gateway_that_lets_only_okta_in(world, serve):
    """The call has Okta's User-Agent and the request's id; another header tells of hookops."""
    declare(world, "token")
    app, seen = Flask(__name__), []

    def answer():
        seen.append(dict(request.headers))
        inside = request.json["data"]["context"]["request"]["id"]
        known = request.headers["User-Agent"] == "Okta-Integrations"
        return ({}, 200) if known and request.headers["X-Okta-Request-Id"] == inside else ({}, 403)

    app.post("/token")(answer)

    assert preview(world, near_to(f"{serve(app)}/token")).passed
    assert "X-Hookops-Version" in seen[0]


def test_what_a_request_is_filled_with(world):
    """A login or an address, an app, scopes; and the hook's own id once it is applied."""
    declare(world, "token")
    fill = {"variant": "refresh-token", "user": "grace@example.com", "app": "Wiki"}

    request = built(world, **fill, scopes=("openid", "groups"))
    plain = built(world, user="grace")

    context = request["data"]["context"]
    assert "grace@example.com" == context["user"]["profile"]["login"]
    assert "grace@example.com" == request["data"]["identity"]["claims"]["email"]
    assert "Wiki" == context["protocol"]["client"]["name"]
    assert ["openid", "groups"] == list(request["data"]["access"]["scopes"])
    assert "grace" == plain["data"]["context"]["user"]["profile"]["login"]
    assert "ada@example.com" == plain["data"]["identity"]["claims"]["email"]
    assert request["eventId"] != plain["eventId"]


def test_claims_and_a_number(world):
    """They are in the request of each type that has them."""
    declare(world, "token")
    token = built(world, claims={"level": 3})["data"]
    declare(world, "saml")
    saml = built(world, claims={"team": ["a", "b"]})["data"]["assertion"]["claims"]["team"]
    declare(world, "telephony")
    message = built(world, phone="+442079460123")["data"]["messageProfile"]

    assert (3, 3) == (token["identity"]["claims"]["level"], token["access"]["claims"]["level"])
    assert ["a", "b"] == [one["value"] for one in saml["attributeValues"]]
    assert "+442079460123" == message["phoneNumber"]


@pytest.mark.parametrize(
    ("short", "fill", "message"),
    [
        ("token", {"variant": "device"}, "token hooks have no variant device"),
        ("saml", {"scopes": ("a",)}, "SAML hooks have no scopes: only token hooks do"),
        ("telephony", {"app": "Wiki"}, "telephony hooks have no app"),
        ("token", {"phone": "+12025550143"}, "token hooks have no phone number: only telephony"),
        ("registration", {"claims": {"a": 1}}, "have no claims: only SAML and token hooks do"),
        ("telephony", {"phone": "2025550143"}, "2025550143 is not a number as Okta sends it"),
    ],
)
def test_what_does_not_fit(world, short, fill, message):
    """Reported with what there is."""
    declare(world, short)

    with pytest.raises(InvalidInput, match=message):
        built(world, **fill)


def test_every_type_can_be_built(world):
    """Without a choice the usual variant is sent."""
    for short in TYPES:
        declare(world, short)

        assert TYPES[short] == built(world)["eventType"]


@pytest.mark.parametrize("short", TYPES)
def test_nothing_is_read_about_users(world, serve, short):
    """The request is made up: what a preview asks Okta for is about hooks alone."""
    declare(world, short)
    world.apply()
    seen = len(world.history)

    preview(world, near_to(f"{serve(serving('/x', ['eventType']))}/x"))

    asked = {entry.path for entry in world.history[seen:]}
    assert all(path.startswith("/api/v1/inlineHooks") for path in asked), asked
