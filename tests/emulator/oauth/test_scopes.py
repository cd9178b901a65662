"""What an access token opens: scopes, roles, and who is asking."""

import httpx
import pytest
from emulator.service_app import ID, ORG, ServiceApp, challenge, new_key, seed
from made_keys import made_pems

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.oauth import scopes
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"
READ, MANAGE = "okta.inlineHooks.read", "okta.inlineHooks.manage"


@pytest.fixture
def service(client, clock):
    """A function that starts an emulator with a service app that needs no DPoP."""

    def start(switches=Switches(), **members):
        key = new_key()
        given = seed(key, **{"dpop": False, **members})
        return ServiceApp(client(seed=given, switches=switches), clock, key)

    return start


@pytest.fixture
def ask(service):
    """A function that sends one request with a token of those scopes."""

    def send(method, path, scope=READ, switches=Switches(), json=None, **members):
        app = service(switches, **members)
        headers = {"Authorization": f"Bearer {app.token(scope)}"}
        return app.okta.request(method, path, headers=headers, json=json)

    return send


def test_missing_scope_is_refused_without_a_body(ask):
    """A token without the scope is refused with 403, no body, and the reason in a header.

    Source: reported in okta-sdk-golang issue 145 and okta-sdk-dotnet issue 795; the members
    before `error` are the emulator's choice.
    """
    assert challenge(ask("DELETE", HOOKS + "/calx")) == (
        403,
        b"",
        "Bearer",
        {
            "authorization_uri": ORG + "/oauth2/v1/authorize",
            "realm": ORG,
            "scope": MANAGE,
            "error": "insufficient_scope",
            "error_description": "The access token provided does not contain the required scopes.",
            "resource": HOOKS + "/calx",
        },
    )


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", HOOKS, READ),
        ("GET", HOOKS + "/calx", READ),
        ("PUT", HOOKS + "/calx", MANAGE),
        ("POST", HOOKS + "/calx/lifecycle/activate", MANAGE),
        ("POST", HOOKS + "/calx/execute", MANAGE),
        ("GET", "/api/v1/hook-keys", READ),
        ("DELETE", "/api/v1/hook-keys/HKYx", MANAGE),
        ("GET", "/api/v1/logs", "okta.logs.read"),
        ("GET", "/api/v1/apps", "okta.apps.read"),
        ("PUT", "/api/v1/apps/0oax", "okta.apps.manage"),
        ("GET", "/api/v1/authorizationServers", "okta.authorizationServers.read"),
        ("GET", "/api/v1/policies", "okta.policies.read"),
        ("GET", "/api/v1/groups", "okta.groups.read"),
        ("GET", "/api/v1/users/me", "okta.users.read"),
    ],
)
def test_each_operation_needs_its_scope(ask, method, path, scope):
    """Every part of the API has its scope; hook keys have that of inline hooks.

    Source: Okta Management API, security of each operation.
    """
    answer = ask(method, path, "okta.devices.read", scopes=["okta.devices.read"])

    assert challenge(answer)[3]["scope"] == scope


def test_scope_opens_the_operation(ask, http_body):
    """A token with the scope does what its scope says.

    Source: Okta Management API, security of createInlineHook.
    """
    answer = ask("POST", HOOKS, MANAGE, json=http_body())

    assert (answer.status_code, answer.json()["name"]) == (200, "enrich")


@pytest.mark.parametrize(("switch", "status"), [("separate", 403), ("implies-read", 200)])
def test_manage_may_imply_read(ask, switch, status):
    """Whether a `.manage` scope reads is unknown; by default it does not."""
    assert ask("GET", HOOKS, MANAGE, Switches(manage_scope=switch)).status_code == status


def test_manage_never_follows_from_read(ask):
    """A `.read` scope never writes, not even where `.manage` implies it."""
    switches = Switches(manage_scope="implies-read")

    assert ask("DELETE", HOOKS + "/calx", READ, switches).status_code == 403


def test_client_without_a_role_may_do_nothing(ask):
    """A good token whose app has no admin role is refused with 403 E0000006 and a body.

    Source: guide, Implement OAuth for a service app, assign an admin role.
    """
    answer = ask("GET", HOOKS, role=None)

    assert (answer.status_code, answer.json()["errorCode"]) == (403, "E0000006")


def test_unknown_path_has_no_scope(ask):
    """A path that is none is not found, whatever the scopes. Emulator choice."""
    assert ask("GET", "/api/v1/nothing").status_code == 404


def test_strange_path_is_refused_in_one_header(ask):
    """What a path says cannot end the header that repeats it."""
    answer = ask("DELETE", HOOKS + "/x%0D%0Aset-cookie:%20%22a")

    assert challenge(answer)[0] == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("seconds", [3599, 3600])
def test_token_lasts_an_hour(service, clock, seconds):
    """A token works for one hour, and then is answered 401 without a body.

    Source: Okta, OAuth 2.0 error codes, invalid_token; guide: the lifetime is fixed.
    """
    app = service()
    headers = {"Authorization": f"Bearer {app.token()}"}
    clock.now = 1_700_000_000 + seconds

    answer = app.okta.get(HOOKS, headers=headers)

    if seconds < 3600:
        assert answer.status_code == 200
        return
    status, body, scheme, members = challenge(answer)
    assert (status, body, scheme) == (401, b"", "Bearer")
    assert members["error"] == "invalid_token"
    assert members["error_description"] == "The token has expired."


def test_other_texts_are_no_tokens(service):
    """What the org did not sign is refused with 401, without a body.

    Source: Okta, OAuth 2.0 error codes, invalid_token.
    """
    app = service()
    before = app.okta.get(HOOKS, headers={"Authorization": f"Bearer {app.assertion()}"})
    head, _, signature = app.token().rpartition(".")
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    texts = ["", "x", app.assertion(), f"{head}.{flipped}"]

    answers = [app.okta.get(HOOKS, headers={"Authorization": f"Bearer {t}"}) for t in texts]

    found = [challenge(answer) for answer in [before, *answers]]
    assert {one[:3] for one in found} == {(401, b"", "Bearer")}
    assert {one[3]["error_description"] for one in found} == {"The access token is invalid."}


def test_token_of_a_client_that_is_gone_opens_nothing(clock):
    """A token outlives neither its client nor the org."""
    key = new_key()
    app = create_app(
        MemoryStore(), token="t", clock=clock, seed=seed(key, dpop=False), new_pem=made_pems()
    )
    world = app.extensions["hookops.emulator"]
    okta = httpx.Client(transport=httpx.WSGITransport(app=app), base_url=ORG)
    token = ServiceApp(okta, clock, key).token()
    with world.transaction() as records:
        records.remove("oauthClients", ID)

    answer = okta.get(HOOKS, headers={"Authorization": f"Bearer {token}"})

    assert challenge(answer)[:2] == (401, b"")


def test_scheme_is_that_of_the_token(service):
    """A bound token is no bearer's token, and the other way round.

    Source: RFC 9449, 7.1 and 7.2.
    """
    app = service()
    bound, plain = app.bound_token(), app.token()

    as_bearer = app.okta.get(HOOKS, headers={"Authorization": f"Bearer {bound}"})
    as_bound = app.call(HOOKS, plain)

    assert challenge(as_bearer)[:3] == (401, b"", "Bearer")
    assert challenge(as_bound)[:3] == (401, b"", "DPoP")


def test_space_before_the_token_may_be_missing(service):
    """The scheme and the token may stick together.

    Source: okta-sdk-python 3.4.6, configuration.py, as it sends the header.
    """
    app = service()

    answer = app.okta.get(HOOKS, headers={"Authorization": f"Bearer{app.token()}"})

    assert answer.status_code == 200


def test_events_name_the_client(service, http_body):
    """What a client does is in the System Log as done by it.

    Source: Okta Management API, LogActor; the type is the emulator's choice.
    """
    app = service()
    headers = {"Authorization": f"Bearer {app.token(MANAGE)}"}
    app.okta.post(HOOKS, headers=headers, json=http_body())

    event = app.okta.get("/api/v1/logs").json()[-1]

    assert (event["actor"]["id"], event["actor"]["type"]) == (ID, "PublicClientApp")


def test_owner_of_the_token_is_a_user(client):
    """`me` is the user whom the API token belongs to.

    Source: Okta Management API, Retrieve a user, me.
    """
    user = client().get("/api/v1/users/me").json()

    assert list(user)[:3] == ["id", "status", "created"]
    assert (user["status"], user["profile"]["login"]) == ("ACTIVE", "admin@example.com")
    assert user["_links"]["self"]["href"] == f"{ORG}/api/v1/users/{user['id']}"


@pytest.mark.parametrize(
    ("switch", "status", "code"), [("forbid", 403, "E0000006"), ("not-found", 404, "E0000007")]
)
def test_client_is_no_user(ask, switch, status, code):
    """`me` of an OAuth client is refused; how is unknown."""
    answer = ask("GET", "/api/v1/users/me", "okta.users.read", Switches(me_of_client=switch))

    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)


def test_every_operation_of_the_api_has_a_scope(clock):
    """No operation of the API is open to every token."""
    app = create_app(MemoryStore(), token="t", clock=clock, new_pem=made_pems())
    table = scopes.load()

    open_to_all = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and not table.needed(rule.endpoint, next(iter(rule.methods or {"GET"})), rule.rule)
    ]

    assert [] == open_to_all
