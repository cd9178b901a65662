# ruff: noqa: A001, T201
"""The official Python SDK 2.9, unmodified, against an emulator: `python_tour_2.py URL TOKEN`.

Run by an environment that has `okta` 2.9, with OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true. Prints
a line for each step, and ends with an error at the first answer that the SDK or we did not expect.
"""

import asyncio
import sys
from importlib.metadata import version

from okta import models
from okta.client import Client
from okta.errors.okta_api_error import OktaAPIError

TYPES = {
    "com.okta.import.transform": "1.0.2",
    "com.okta.oauth2.tokens.transform": "1.0.1",
    "com.okta.saml.tokens.transform": "1.0.2",
    "com.okta.telephony.provider": "1.0.0",
    "com.okta.user.credential.password.import": "1.0.0",
    "com.okta.user.pre-registration": "1.0.2",
}
UNTYPED = ("com.okta.telephony.provider",)
"""Types that this SDK has no name for: reading a hook of one raises an error of the SDK's own."""
steps = 0


def expect(step, condition, found=None):
    """The step is counted, or everything ends."""
    global steps
    if not condition:
        sys.exit(f"FAILED {step}: {found!r}")
    steps += 1
    print(f"ok {step}")


def value(step, answer):
    """What the SDK read from an answer that is no error."""
    *_, error = answer
    if error is not None:
        sys.exit(f"FAILED {step}: {error!r} {error}")
    return answer[0]


def refused(step, answer, status, code):
    """The answer is the SDK's own error class, with Okta's code in it."""
    error = answer[-1]
    is_it = isinstance(error, OktaAPIError) and (error.status, error.error_code) == (status, code)
    expect(f"{step}: {status} {code}", is_it, answer)


def new_hook(type, name, uri="https://hooks.example/a"):
    """A hook by the SDK's constructors."""
    scheme = models.InlineHookChannelConfigAuthScheme(
        {"type": "HEADER", "key": "Authorization", "value": "s3cret"}
    )
    header = models.InlineHookChannelConfigHeaders({"key": "X-Tour", "value": "python"})
    config = models.InlineHookChannelConfig(
        {"uri": uri, "method": "POST", "headers": [header], "authScheme": scheme}
    )
    channel = models.InlineHookChannel({"type": "HTTP", "version": "1.0.0", "config": config})
    given = {"name": name, "version": TYPES[type], "channel": channel}
    hook = models.InlineHook(given)
    hook.type = type
    return hook


async def hooks(client):
    for type in TYPES:
        if type in UNTYPED:
            await raw_hook(client, type)
        else:
            await one_hook(client, type)
    listed = value("list", await client.list_inline_hooks())
    expect("list inline hooks: empty again", listed == [], listed)


async def one_hook(client, type):
    created = value(f"create {type}", await client.create_inline_hook(new_hook(type, "tour")))
    expect(f"create {type}", created.status == "ACTIVE", created)
    id = created.id
    config = created.channel.config
    sent = (config.uri, config.method, config.headers[0].value, config.auth_scheme.key)
    expected = ("https://hooks.example/a", "POST", "python", "Authorization")
    expect(f"channel {type}", sent == expected, sent)
    listed = value("list", await client.list_inline_hooks())
    expect(f"list with {type}", [hook.id for hook in listed] == [id], listed)
    # The SDK asks for `/api/v1/inlineHooks/?type=...`, with that slash.
    listed = value(f"list {type}", await client.list_inline_hooks({"type": type}))
    expect(f"list {type}", [hook.id for hook in listed] == [id], listed)
    body = new_hook(type, "tour 2", "https://hooks.example/b")
    replaced = value(f"replace {type}", await client.update_inline_hook(id, body))
    expect(f"replace {type}", replaced.name == "tour 2", replaced)
    got = value(f"get {type}", await client.get_inline_hook(id))
    expect(f"get {type}", got.channel.config.uri == "https://hooks.example/b", got)
    refused(f"delete active {type}", await client.delete_inline_hook(id), 400, "E0000001")
    off = value(f"deactivate {type}", await client.deactivate_inline_hook(id))
    expect(f"deactivate {type}", off.status == "INACTIVE", off)
    on = value(f"activate {type}", await client.activate_inline_hook(id))
    expect(f"activate {type}", on.status == "ACTIVE", on)
    value(f"deactivate {type}", await client.deactivate_inline_hook(id))
    value(f"delete {type}", await client.delete_inline_hook(id))
    refused(f"delete {type}, then get", await client.get_inline_hook(id), 404, "E0000007")


async def raw_hook(client, type):
    """The same by the SDK's executor, for a type that its models cannot read."""
    body = new_hook(type, "tour").as_dict()
    path = "/api/v1/inlineHooks"
    created = value(f"create {type}", await raw(client, "POST", path, body))
    expect(f"create {type}", (created["type"], created["status"]) == (type, "ACTIVE"), created)
    one = f"{path}/{created['id']}"
    listed = value(f"list {type}", await raw(client, "GET", f"{path}?type={type}"))
    expect(f"list {type}", [hook["id"] for hook in listed] == [created["id"]], listed)
    body = new_hook(type, "tour 2").as_dict()
    replaced = value(f"replace {type}", await raw(client, "PUT", one, body))
    expect(f"replace {type}", replaced["name"] == "tour 2", replaced)
    got = value(f"get {type}", await raw(client, "GET", one))
    expect(f"get {type}", got == replaced, got)
    off = value("deactivate", await raw(client, "POST", f"{one}/lifecycle/deactivate"))
    expect(f"deactivate {type}", off["status"] == "INACTIVE", off)
    on = value("activate", await raw(client, "POST", f"{one}/lifecycle/activate"))
    expect(f"activate {type}", on["status"] == "ACTIVE", on)
    await gone(client, created["id"])
    refused(f"delete {type}, then get", await raw(client, "GET", one), 404, "E0000007")


async def raw(client, method, path, body=None):
    """A request by the SDK's own executor, for what it has no methods for."""
    executor = client.get_request_executor()
    url = client.get_base_url() + path
    request, error = await executor.create_request(method, url, body or {}, {}, {})
    if error:
        return None, error
    answer, error = await executor.execute(request)
    return (answer.get_body() if answer and not error else None), error


async def refused_requests(client):
    missing = "cal0000000000000000"
    refused("get unknown", await client.get_inline_hook(missing), 404, "E0000007")
    refused("activate unknown", await client.activate_inline_hook(missing), 404, "E0000007")
    refused("delete unknown", await client.delete_inline_hook(missing), 404, "E0000007")
    body = new_hook("com.okta.import.transform", "")
    refused("create without a name", await client.create_inline_hook(body), 400, "E0000001")
    body = new_hook("com.okta.import.transform", "plain", "http://hooks.example/")
    refused("create with http://", await client.create_inline_hook(body), 400, "E0000001")


async def keys(client):
    """This SDK has no methods for hook keys."""
    path = "/api/v1/hook-keys"
    created = value("create key", await raw(client, "POST", path, {"name": "tour"}))
    expect("create hook key", created["name"] == "tour" and created["keyId"], created)
    one = f"{path}/{created['id']}"
    listed = value("list keys", await raw(client, "GET", path))
    expect("list hook keys", [key["id"] for key in listed] == [created["id"]], listed)
    got = value("get key", await raw(client, "GET", one))
    expect("get hook key", got["name"] == "tour", got)
    replaced = value("replace key", await raw(client, "PUT", one, {"name": "tour 2"}))
    expect("replace hook key", replaced["name"] == "tour 2", replaced)
    value("delete key", await raw(client, "DELETE", one))
    refused("delete hook key, then get", await raw(client, "GET", one), 404, "E0000007")


async def rule(client):
    """A rule of an authorization server calls a hook, and is seen to."""
    hook = await active_hook(client, "com.okta.oauth2.tokens.transform")
    servers = value("servers", await client.list_authorization_servers())
    server = next(found for found in servers if found.name == "default").id
    policies = value("policies", await client.list_authorization_server_policies(server))
    where = (server, policies[0].id)
    created = value(
        "create rule",
        await client.create_authorization_server_policy_rule(*where, token_rule({"id": hook})),
    )
    expect("create rule with a hook", created.actions.token.inline_hook.id == hook, created)
    listed = value("list rules", await client.list_authorization_server_policy_rules(*where))
    expect("list rules", created.id in [found.id for found in listed], listed)
    one = (*where, created.id)
    answer = await client.update_authorization_server_policy_rule(*one, token_rule(None))
    replaced = value("replace rule", answer)
    expect("replace rule: no hook", not replaced.actions.token.inline_hook, replaced)
    value("delete rule", await client.delete_authorization_server_policy_rule(*one))
    answer = await client.get_authorization_server_policy_rule(*one)
    refused("delete rule, then get", answer, 404, "E0000007")
    await gone(client, hook)


def token_rule(hook):
    token = {
        "accessTokenLifetimeMinutes": 60,
        "refreshTokenLifetimeMinutes": 0,
        "refreshTokenWindowMinutes": 10080,
    }
    return models.AuthorizationServerPolicyRule(
        {
            "name": "tour",
            "type": "RESOURCE_ACCESS",
            "priority": 1,
            "conditions": {
                "people": {"groups": {"include": ["EVERYONE"]}},
                "grantTypes": {"include": ["authorization_code"]},
                "scopes": {"include": ["*"]},
            },
            "actions": {"token": {**token, "inlineHook": hook} if hook else token},
        }
    )


async def app(client):
    """A SAML app calls a hook, and is seen to."""
    hook = await active_hook(client, "com.okta.saml.tokens.transform")
    created = value("create app", await client.create_application(saml([{"id": hook}])))
    expect("create SAML app with a hook", hooks_of(created) == [hook], created)
    id = created.id
    got = value("get app", await client.get_application(id))
    expect("get SAML app", hooks_of(got) == [hook], got)
    listed = value("list apps", await client.list_applications({"q": "tour"}))
    expect("list apps", id in [found.id for found in listed], listed)
    replaced = value("replace app", await client.update_application(id, saml([])))
    expect("replace SAML app: no hook", hooks_of(replaced) == [], replaced)
    value("deactivate app", await client.deactivate_application(id))
    value("delete app", await client.delete_application(id))
    refused("delete SAML app, then get", await client.get_application(id), 404, "E0000007")
    await gone(client, hook)


def saml(hooks):
    sign_on = {
        "ssoAcsUrl": "https://app.example/acs",
        "recipient": "https://app.example/acs",
        "destination": "https://app.example/acs",
        "audience": "https://app.example",
        "idpIssuer": "http://www.okta.com/${org.externalKey}",
        "subjectNameIdTemplate": "${user.userName}",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "responseSigned": True,
        "assertionSigned": True,
        "signatureAlgorithm": "RSA_SHA256",
        "digestAlgorithm": "SHA256",
        "honorForceAuthn": True,
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
        "inlineHooks": hooks,
    }
    return models.SamlApplication({"label": "tour", "settings": {"signOn": sign_on}})


def hooks_of(found):
    return [hook.id for hook in found.settings.sign_on.inline_hooks]


async def active_hook(client, type):
    return value("create", await client.create_inline_hook(new_hook(type, "bound"))).id


async def gone(client, hook):
    one = f"/api/v1/inlineHooks/{hook}"
    value("deactivate", await raw(client, "POST", f"{one}/lifecycle/deactivate"))
    value("delete", await raw(client, "DELETE", one))


async def others(client):
    """What clients ask for beside what calls a hook."""
    scopes = value("scopes", await client.list_o_auth_2_scopes("default"))
    expect("list scopes", "openid" in [scope.name for scope in scopes], scopes)
    claims = value("claims", await client.list_o_auth_2_claims("default"))
    expect("list claims", "sub" in [claim.name for claim in claims], claims)


async def main(url, token):
    client = Client({"orgUrl": url, "token": token})
    await hooks(client)
    await refused_requests(client)
    for part in (keys, rule, app, others):
        await part(client)
    intruder = Client({"orgUrl": url, "token": "another"})
    refused("a wrong token", await intruder.list_inline_hooks(), 401, "E0000011")
    print(f"python okta {version('okta')}: {steps} steps passed")


asyncio.run(main(*sys.argv[1:]))
