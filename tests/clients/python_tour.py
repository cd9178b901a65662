# ruff: noqa: A001, T201
"""The official Python SDK 3.x, unmodified, against an emulator: `python_tour.py URL TOKEN`.

Run by an environment that has `okta` 3.x, with OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true. Prints
a line for each step, and ends with an error at the first answer that the SDK or we did not expect.
"""

import asyncio
import json
import sys
from importlib.metadata import version
from urllib.request import Request, urlopen

from okta import models
from okta.client import Client
from okta.errors.error import Error

HEADER = {"type": "HEADER", "key": "Authorization", "value": "s3cret"}
TYPES = {
    "com.okta.import.transform": "1.0.2",
    "com.okta.oauth2.tokens.transform": "1.0.1",
    "com.okta.saml.tokens.transform": "1.0.2",
    "com.okta.telephony.provider": "1.0.0",
    "com.okta.user.credential.password.import": "1.0.0",
    "com.okta.user.pre-registration": "1.0.2",
}
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
    is_it = isinstance(error, Error) and code in str(error) and str(status) in str(error)
    expect(f"{step}: {status} {code}", is_it, answer)


def channel(uri):
    """An HTTP channel by the SDK's constructors: made of a dict it would lose its authScheme."""
    config = models.InlineHookHttpConfigCreate(
        uri=uri,
        method="POST",
        headers=[models.InlineHookChannelConfigHeaders(key="X-Tour", value="python")],
        auth_scheme=models.InlineHookChannelConfigAuthSchemeBody(**HEADER),
    )
    return models.InlineHookChannelHttpCreate(type="HTTP", version="1.0.0", config=config)


def new_hook(type, name):
    return models.InlineHookCreate(
        name=name, type=type, version=TYPES[type], channel=channel("https://hooks.example/a")
    )


async def hooks(client):
    for type, number in TYPES.items():
        await one_hook(client, type, number)
    listed = value("list", await client.list_inline_hooks())
    expect("list inline hooks: empty again", listed == [], listed)


async def one_hook(client, type, number):
    created = value(f"create {type}", await client.create_inline_hook(new_hook(type, "tour")))
    expect(f"create {type}", (created.status, created.type) == ("ACTIVE", type), created)
    id = created.id
    config = created.channel.config
    sent = (config.uri, config.method, config.headers[0].value)
    expect(f"channel {type}", sent == ("https://hooks.example/a", "POST", "python"), created)
    listed = value(f"list {type}", await client.list_inline_hooks(type=type))
    expect(f"list {type}", [hook.id for hook in listed] == [id], listed)
    body = models.InlineHookReplace(
        name="tour 2", version=number, channel=channel("https://hooks.example/b")
    )
    replaced = value(f"replace {type}", await client.replace_inline_hook(id, body))
    expect(f"replace {type}", replaced.name == "tour 2", replaced)
    got = value(f"get {type}", await client.get_inline_hook(id))
    expect(f"get {type}", got.channel.config.uri == "https://hooks.example/b", got)
    refused(f"delete active {type}", await client.delete_inline_hook(id), 400, "E0000001")
    off = value(f"deactivate {type}", await client.deactivate_inline_hook(id))
    expect(f"deactivate {type}", off.status == "INACTIVE", off)
    on = value(f"activate {type}", await client.activate_inline_hook(id))
    expect(f"activate {type}", on.status == "ACTIVE", on)
    await gone(client, id)
    refused(f"delete {type}, then get", await client.get_inline_hook(id), 404, "E0000007")


async def oauth_hook(client):
    config = models.InlineHookOAuthClientSecretConfigCreate(
        uri="https://hooks.example/o",
        method="POST",
        auth_type="client_secret_post",
        client_id="tour",
        client_secret="s3cret",
        token_url="https://hooks.example/token",
        scope="call",
    )
    # The base class of the SDK's own models for OAuth lacks their fields, so the body is a dict.
    body = {
        "name": "oauth",
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "channel": {"type": "OAUTH", "version": "1.0.0", "config": config.to_dict()},
    }
    body["channel"]["config"]["clientSecret"] = "s3cret"
    found, _, error = await raw(client, "POST", "/api/v1/inlineHooks", body)
    expect("create with an OAuth channel", error is None and found["status"] == "ACTIVE", error)
    got = value("get", await client.get_inline_hook(found["id"]))
    expect("get with an OAuth channel", got.channel.type == "OAUTH", got)
    await gone(client, found["id"])


async def raw(client, method, path, body=None):
    """A request by the SDK's own executor, for what its typed methods cannot say."""
    executor = client.get_request_executor()
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    request, error = await executor.create_request(method, path, body, headers)
    if error:
        return None, None, error
    answer, text, error = await executor.execute(request)
    return (json.loads(text) if text and not error else None), answer, error


async def refused_requests(client):
    missing = "cal0000000000000000"
    refused("get unknown", await client.get_inline_hook(missing), 404, "E0000007")
    refused("activate unknown", await client.activate_inline_hook(missing), 404, "E0000007")
    refused("delete unknown", await client.delete_inline_hook(missing), 404, "E0000007")
    body = new_hook("com.okta.import.transform", "")
    refused("create without a name", await client.create_inline_hook(body), 400, "E0000001")
    body = new_hook("com.okta.import.transform", "plain")
    body.channel.config.uri = "http://hooks.example/"
    refused("create with http://", await client.create_inline_hook(body), 400, "E0000001")


async def keys(client):
    """Recorded orgs answer `isUsed` as a boolean; this SDK reads only a text, as the spec says."""
    switch(client, "text")
    await one_key(client)
    switch(client, "boolean")


def switch(client, form):
    url = client.get_config()["client"]["orgUrl"] + "/_emulator/switches"
    body = json.dumps({"is_used_form": form}).encode()
    with urlopen(Request(url, body, method="PATCH")) as answer:
        expect(f"switch is_used_form={form}", answer.status == 200, answer.status)


async def one_key(client):
    created = value("create key", await client.create_hook_key(models.KeyRequest(name="tour")))
    expect("create hook key", created.name == "tour" and created.key_id, created)
    id = created.id
    listed = value("list keys", await client.list_hook_keys())
    expect("list hook keys", [key.id for key in listed] == [id], listed)
    got = value("get key", await client.get_hook_key(id))
    expect("get hook key", got.name == "tour", got)
    public = value("public key", await client.get_public_key(created.key_id))
    expect("get public key", public is not None, public)
    request = models.KeyRequest(name="tour 2")
    replaced = value("replace key", await client.replace_hook_key(id, request))
    expect("replace hook key", replaced.name == "tour 2", replaced)
    value("delete key", await client.delete_hook_key(id))
    refused("delete hook key, then get", await client.get_hook_key(id), 404, "E0000007")


async def rule(client):
    """A rule of an authorization server calls a hook, and is seen to."""
    hook = await active_hook(client, "com.okta.oauth2.tokens.transform")
    servers = value("servers", await client.list_authorization_servers())
    server = next(found for found in servers if found.name == "default").id
    policies = value("policies", await client.list_authorization_server_policies(server))
    anyone = models.AuthorizationServerPolicyRuleGroupCondition(include=["EVERYONE"])
    body = models.AuthorizationServerPolicyRuleRequest(
        name="tour",
        type="RESOURCE_ACCESS",
        priority=1,
        conditions=models.AuthorizationServerPolicyRuleConditions(
            people=models.AuthorizationServerPolicyPeopleCondition(groups=anyone),
            grant_types=models.GrantTypePolicyRuleCondition(include=["authorization_code"]),
            scopes=models.OAuth2ScopesMediationPolicyRuleCondition(include=["*"]),
        ),
        actions=models.AuthorizationServerPolicyRuleActions(
            token=models.TokenAuthorizationServerPolicyRuleAction(
                access_token_lifetime_minutes=60,
                refresh_token_lifetime_minutes=0,
                refresh_token_window_minutes=10080,
                inline_hook=models.TokenAuthorizationServerPolicyRuleActionInlineHook(id=hook),
            )
        ),
    )
    where = (server, policies[0].id)
    created = value(
        "create rule", await client.create_authorization_server_policy_rule(*where, body)
    )
    expect("create rule with a hook", created.actions.token.inline_hook.id == hook, created)
    listed = value("list rules", await client.list_authorization_server_policy_rules(*where))
    expect("list rules", created.id in [found.id for found in listed], listed)
    body.actions.token.inline_hook = None
    answer = await client.replace_authorization_server_policy_rule(*where, created.id, body)
    expect("replace rule: no hook", not value("r", answer).actions.token.inline_hook, answer[0])
    answer = await client.delete_authorization_server_policy_rule(*where, created.id)
    value("delete rule", answer)
    answer = await client.get_authorization_server_policy_rule(*where, created.id)
    refused("delete rule, then get", answer, 404, "E0000007")
    await gone(client, hook)


async def app(client):
    """A SAML app calls a hook, and is seen to."""
    hook = await active_hook(client, "com.okta.saml.tokens.transform")
    created = value("create app", await client.create_application(saml(hook)))
    expect("create SAML app with a hook", hooks_of(created) == [hook], created)
    id = created.id
    got = value("get app", await client.get_application(id))
    expect("get SAML app", hooks_of(got) == [hook], got)
    listed = value("list apps", await client.list_applications(q="tour"))
    expect("list apps", id in [found.id for found in listed], listed)
    replaced = value("replace app", await client.replace_application(id, saml()))
    expect("replace SAML app: no hook", hooks_of(replaced) == [], replaced)
    value("deactivate app", await client.deactivate_application(id))
    value("delete app", await client.delete_application(id))
    refused("delete SAML app, then get", await client.get_application(id), 404, "E0000007")
    await gone(client, hook)


def saml(*hook_ids):
    sign_on = models.SamlApplicationSettingsSignOn(
        sso_acs_url="https://app.example/acs",
        recipient="https://app.example/acs",
        destination="https://app.example/acs",
        audience="https://app.example",
        idp_issuer="http://www.okta.com/${org.externalKey}",
        subject_name_id_template="${user.userName}",
        subject_name_id_format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        response_signed=True,
        assertion_signed=True,
        signature_algorithm="RSA_SHA256",
        digest_algorithm="SHA256",
        honor_force_authn=True,
        authn_context_class_ref="urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
        inline_hooks=[models.SignOnInlineHook(id=id) for id in hook_ids],
    )
    settings = models.SamlApplicationSettings(sign_on=sign_on)
    return models.SamlApplication(label="tour", sign_on_mode="SAML_2_0", settings=settings)


def hooks_of(found):
    return [hook.id for hook in found.settings.sign_on.inline_hooks or []]


async def active_hook(client, type):
    return value("create", await client.create_inline_hook(new_hook(type, "bound"))).id


async def gone(client, hook):
    value("deactivate", await client.deactivate_inline_hook(hook))
    value("delete", await client.delete_inline_hook(hook))


async def others(client):
    """What clients ask for beside what calls a hook."""
    scopes = value("scopes", await client.list_o_auth2_scopes("default"))
    expect("list scopes", "openid" in [scope.name for scope in scopes], scopes)
    claims = value("claims", await client.list_o_auth2_claims("default"))
    expect("list claims", "sub" in [claim.name for claim in claims], claims)
    policies = value("policies", await client.list_policies("PROFILE_ENROLLMENT"))
    apps = value("apps of a policy", await client.list_policy_apps(policies[0].id))
    expect("list apps of a policy", apps == [], apps)


async def main(url, token):
    client = Client({"orgUrl": url, "token": token})
    await hooks(client)
    await oauth_hook(client)
    await refused_requests(client)
    for part in (keys, rule, app, others):
        await part(client)
    intruder = Client({"orgUrl": url, "token": "another"})
    refused("a wrong token", await intruder.list_inline_hooks(), 401, "E0000011")
    print(f"python okta {version('okta')}: {steps} steps passed")


asyncio.run(main(*sys.argv[1:]))
