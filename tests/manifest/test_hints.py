"""Hints of what is YAML and no manifest: each is true, and following it mends the mistake."""

import pytest

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.manifest.guess import guess
from hookops.model.diagnostic import render

TYPES = list(HOOK_TYPES)
CALLED = {row.name: row.title for row in HOOK_TYPES.values()}
TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"
PASSWORD = "com.okta.user.credential.password.import"
IMPORT = "com.okta.import.transform"
TELEPHONY = "com.okta.telephony.provider"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, TOKEN) for text in ("com.okta.tokens.transform", "com.okta.token.transform")),
        *(
            (text, TOKEN)
            for text in ("tokens.transform", "token", "tokens", "oauth2", TOKEN.upper())
        ),
        *(
            (text, TOKEN)
            for text in ("com.okta.oauth.tokens.transform", "com.okta.oauth2.transform")
        ),
        *((text, TOKEN) for text in (f"{TOKEN} ", TOKEN.replace("form", "from"), TOKEN[4:])),
        *(
            (text, SAML)
            for text in ("saml", "com.okta.saml.transform", "com.okta.saml2.tokens.transform")
        ),
        *((text, REGISTRATION) for text in ("registration", "com.okta.user.preregistration")),
        *((text, REGISTRATION) for text in ("com.okta.registration", f"{REGISTRATION}.v2")),
        *((text, IMPORT) for text in ("com.okta.import", "com.okta.user.import", "user import")),
        *((text, PASSWORD) for text in ("com.okta.password.import", "password")),
        *((text, TELEPHONY) for text in ("telephony", "com.okta.telephony.providers")),
        *(
            (text, "")
            for text in ("com.okta.transform", "com.okta.user", "import", "sms", "", "com.okta")
        ),
        *((text, "") for text in ("com.okta.event", "com.okta.wsfed.tokens.transform")),
        ("com.okta.custom.source.delegated.authentication", ""),
        ("com.okta.account.linking.transform", ""),
    ],
)
def test_the_type_that_was_meant(text, meant):
    """A type is guessed by the words in it; of two that fit as well, none is."""
    assert meant == guess(text, TYPES, CALLED)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, "ACTIVE") for text in ("active", "ACTVE", "Activ", "activated")),
        *((text, "INACTIVE") for text in ("inactive", "IN_ACTIVE", "inactve", "in active")),
        *(
            (text, "")
            for text in ("deactive", "DEACTIVATED", "not active", "off", "enabled", "x" * 999)
        ),
    ],
)
def test_the_status_that_was_meant(text, meant):
    """A word of the opposite meaning is never the guess."""
    assert meant == guess(text, ["ACTIVE", "INACTIVE"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *(
            ("state", "status"),
            ("binding", "bindings"),
            ("versions", "version"),
            ("Chanel", "channel"),
        ),
        *(
            ("names", "name"),
            ("auth_scheme", "authScheme"),
            ("auth", "authScheme"),
            ("urls", "uri"),
        ),
        *(("description", ""), ("hook", ""), ("title", ""), ("connection", "")),
    ],
)
def test_the_field_that_was_meant(text, meant):
    """Case, separators, plurals and short forms are seen through; other words are no guess."""
    known = ["name", "version", "status", "channel", "bindings", "authScheme", "uri"]

    assert meant == guess(text, [*known, "hookKey", "hookKeyId"])


@pytest.fixture
def said(load_files, hook, oauth):
    """The messages of a manifest in which one text stands in the place of another."""

    def run(old, new):
        text = hook if old in hook else oauth
        assert old in text
        found = load_files(a=text.replace(old, new, 1)).diagnostics
        return [render(d).partition(": ")[2] for d in found]

    return run


AUTH = "authScheme: {key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN}"
HEADERS = "headers:\n        - {key: X-Env, value: prod}"


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("name: Enrich", "name: null", "name must be text", "write its value, or remove the field"),
        (
            "status: ACTIVE",
            "status:",
            "status must be ACTIVE or INACTIVE",
            "write its value, or remove the field",
        ),
        (
            "version: 1.0.1",
            "version: ~",
            "version must be text",
            "write its value, or remove the field",
        ),
        (
            HEADERS,
            "headers: null",
            "channel.config.headers must be a list",
            "write [] for none, or remove the field",
        ),
        (
            HEADERS,
            "headers:",
            "channel.config.headers must be a list",
            "write [] for none, or remove the field",
        ),
        (
            "{key: X-Env, value: prod}",
            "null",
            "channel.config.headers[0] must be a mapping",
            "write this item, or remove it",
        ),
        (
            AUTH,
            "authScheme: null",
            "channel.config.authScheme must be a mapping",
            "write its value, or remove the field",
        ),
        (
            "uri: https://hooks.example.com/token",
            "uri:",
            "channel.config.uri must be text",
            "write its value",
        ),
        (
            "key: Authorization",
            "key: null",
            "channel.config.authScheme.key must be text",
            "write its value",
        ),
        ("name: enrich", "name: null", "metadata.name must be text", "write its value"),
        (
            "apiVersion: hookops.dev/v1",
            "apiVersion:",
            "apiVersion must be hookops.dev/v1",
            "write its value",
        ),
        (
            "clientId: okta",
            "clientId: null",
            "channel.config.clientId must be text",
            "write its value",
        ),
        (
            "clientId: okta",
            "clientId: okta\n      scope: null",
            "channel.config.scope must be text",
            "write its value, or remove the field",
        ),
        (
            "  status: ACTIVE\n",
            "  bindings: [{authorizationServer: null, policy: P, rule: R}]\n",
            "bindings[0].authorizationServer must be text or a mapping",
            "write its value, or remove the field",
        ),
    ],
)
def test_nothing_where_something_belongs(said, old, new, message, hint):
    """Quotes would make a text of null; a field that must be there is not to be removed."""
    assert [f"error[type]: {message}, found nothing (null)\n  hint: {hint}"] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("status: ACTIVE", "status: true", "status must be ACTIVE or INACTIVE, found a boolean"),
        ("status: ACTIVE", "status: 1", "status must be ACTIVE or INACTIVE, found a number"),
        ("status: ACTIVE", "status: [ACTIVE]", "status must be ACTIVE or INACTIVE, found a list"),
        ("name: Enrich", "name: 5", "name must be text, YAML read a number: quote it"),
        (
            "version: 1.0.1",
            "version: 1.0",
            "version must be text, YAML read a number: quote it"
            "\n  hint: the text must be 1.0. and a digit, such as 1.0.0",
        ),
        (
            "  name: enrich\n",
            "  name: enrich\n  annotations: {hookops.dev/protect: true}\n",
            "metadata.annotations.hookops.dev/protect must be the text true or false, "
            "YAML read a boolean: quote it",
        ),
        (
            "name: Enrich",
            "name: [Prod]",
            "name must be text, found a list\n  hint: if it is a text that starts with [, quote it",
        ),
        (
            AUTH,
            "authScheme: env:HOOKOPS_SECRET_TOKEN",
            "channel.config.authScheme must be a mapping, found text",
        ),
        (HEADERS, "headers: 'X-Env: prod'", "channel.config.headers must be a list, found text"),
        (
            HEADERS,
            "headers:\n        -x",
            "channel.config.headers must be a list, found text"
            "\n  hint: a space must follow the dash of a list item",
        ),
        (
            "  name: enrich",
            "  name:enrich",
            "metadata must be a mapping, found text"
            "\n  hint: a space must follow the colon of a field",
        ),
    ],
)
def test_values_of_the_wrong_type(said, old, new, message):
    """Quotes are the hint only where the quoted text is allowed."""
    assert [f"error[type]: {message}"] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "uri:",
            "url:",
            "error[unknown-field]: unknown field url in channel.config\n  hint: did you mean uri",
        ),
        ("uri:", "id: x\n      uri:", "error[unknown-field]: unknown field id in channel.config"),
        (
            "status:",
            "st\u0430tus:",
            "error[unknown-field]: unknown field st\u0430tus in spec"
            "\n  hint: did you mean status, in plain letters",
        ),
        (
            "key: X-Env,",
            "key:X-Env,",
            "error[unknown-field]: key in channel.config.headers[0] has no "
            "value of its own\n  hint: a space must follow the colon of a field",
        ),
        (
            "clientSecretFrom: env:HOOKOPS_SECRET_SAML",
            "clientSecret: null",
            "error[literal-secret]: secrets are only written as references, such as "
            "clientSecretFrom: env:HOOKOPS_SECRET_NAME"
            "\n  hint: Okta shows null for every secret: remove this field",
        ),
        (
            "kind: InlineHook",
            "kind: Hook",
            "error[unknown-kind]: kind must be HookKey or InlineHook",
        ),
    ],
)
def test_fields_and_kinds(said, old, new, message):
    """A field is of its own mapping; the same name elsewhere is no hint."""
    assert [message] == said(old, new)


def test_the_value_that_sticks_to_an_unknown_field_is_not_shown(said):
    """`{url:https://user:hush@host}` is one key to YAML; only the name in it is shown."""
    (found,) = said("  status:", "  ? url:https://me:hush@h\n  : x\n  status:")

    assert "error[unknown-field]: unknown field url in spec" == found


@pytest.mark.parametrize("field", ["value", "clientSecret", "secret", "key", "valueFrom"])
def test_a_value_that_sticks_to_its_field_is_not_shown(load_files, hook, field):
    """`{value:hush}` is one key to YAML, and may be a secret."""
    text = hook.replace(AUTH, f"authScheme: {{key: A, {field}:hush-4711-hush}}")

    found = "\n".join(map(render, load_files(a=text).diagnostics))

    assert f"{field} in channel.config.authScheme has no value of its own" in found
    assert "hush" not in found


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("protct", "did you mean hookops.dev/protect"),
        ("Protect", "did you mean hookops.dev/protect"),
        ("adopted", "did you mean hookops.dev/adopt"),
        (
            "owner",
            "there is: hookops.dev/protect, hookops.dev/id, hookops.dev/drift-waived-until, "
            "hookops.dev/drift-waived-because, hookops.dev/adopt, hookops.dev/not-a-secret",
        ),
    ],
)
def test_an_annotation_that_hookops_does_not_have(said, name, hint):
    """A hook with a misspelt protect is not protected, and a warning says so."""
    annotations = f'  name: enrich\n  annotations: {{hookops.dev/{name}: "true", other.dev/x: y}}\n'

    assert [
        f"warning[unknown-annotation]: hookops has no annotation hookops.dev/{name}, and ignores it"
        f"\n  hint: {hint}"
    ] == said("  name: enrich\n", annotations)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://hooks.example.com/saml", "https://me:pw@hooks.example.com/saml"),
        ("https://auth.example.com/token", "https://auth.example.com/token?api_key=x"),
        ("authType:", "headers: [{key: Authorization, value: x}]\n      authType:"),
        ("authType:", "headers: [{key: X-A, value: AKIAIOSFODNN7EXAMPLE}]\n      authType:"),
    ],
)
def test_where_a_secret_belongs_with_oauth(said, old, new):
    """authScheme, which OAUTH does not have, is not the hint."""
    (found,) = said(old, new)

    assert "remove it: with OAUTH Okta sends an access token" in found
    assert "authScheme" not in found
