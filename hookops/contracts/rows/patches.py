"""The rules for answers of SAML and token hooks, which patch what Okta is about to issue."""

from hookops.contracts.values import Check

_SAML = "Okta Management API, createSAMLAssertionInlineHook"
_SAML_PATHS = f"{_SAML}; Okta, SAML inline hook reference"
_TOKEN = "Okta Management API, createTokenInlineHook"
_POINTER = "RFC 6901, section 3"
_EVENTS = "Okta, Event types, inline_hook.response.processed"
_CLAIM = "write {{attributes: {{NameFormat}}, attributeValues: [{{attributes, value}}]}}"
_ESCAPE = "write ~ as ~0 and / as ~1 inside a name"
_PLAIN = "use a text, a whole number or an object"

SAML = (
    Check(
        "saml.1a",
        "error",
        "{type} is no command of SAML hooks",
        "use com.okta.assertion.patch",
        _SAML,
    ),
    Check(
        "saml.1b", "error", "the value is no array of objects", "list {{op, path, value}}", _SAML
    ),
    Check("saml.2a", "error", "op is neither add nor replace", "use add or replace", _SAML),
    Check(
        "saml.2b",
        "error",
        "op is remove, which assertions do not allow",
        "replace the value instead",
        _SAML,
    ),
    Check("saml.2c", "error", "path is no text that begins with /", "write a path", _SAML),
    Check("saml.3a", "error", "path has a ~ without 0 or 1 after it", _ESCAPE, _POINTER),
    Check(
        "saml.3b",
        "info",
        "path looks like the unescaped name of a URI",
        _ESCAPE,
        f"inferred from {_POINTER}",
    ),
    Check(
        "saml.4a",
        "error",
        "replace must be below /subject/, /authentication/, /conditions/ or /claims/",
        "change the path",
        _SAML,
    ),
    Check(
        "saml.4b",
        "warning",
        "the lifetime is in the request, but not among what can be replaced",
        "add /authentication/sessionLifetime for the life of the session",
        _SAML,
    ),
    Check(
        "saml.5a",
        "error",
        "add must be at /claims/NAME or /authentication/sessionLifetime",
        "change the path",
        _SAML_PATHS,
    ),
    Check(
        "saml.5b",
        "warning",
        "add below an attribute statement is not documented",
        "add the statement as a whole, or replace its value",
        _SAML_PATHS,
    ),
    Check(
        "saml.6",
        "info",
        "what is to be replaced is not in the assertion of the request",
        "add it, or see whether the path is right",
        "inferred from RFC 6902, section 4.3",
    ),
    Check(
        "saml.7",
        "info",
        "the assertion has this statement; add replaces it",
        "",
        "inferred from RFC 6902, section 4.1",
    ),
    Check(
        "saml.8a",
        "error",
        "sessionLifetime is no whole number",
        "give whole seconds",
        _SAML_PATHS,
    ),
    Check(
        "saml.8b",
        "info",
        "sessionLifetime is not above 0",
        "give seconds above 0",
        "inferred: a session that ends before it begins",
    ),
    Check("saml.9a", "error", "the value is no attribute statement", _CLAIM, _SAML),
    Check("saml.9b", "warning", "the statement lacks {name}", "add it", _SAML_PATHS),
    Check(
        "saml.9c",
        "info",
        "an attribute value has no value",
        "add value",
        "inferred from Okta's examples",
    ),
    Check("saml.10", "warning", "the value is {found}", _PLAIN, f"{_SAML}, SAMLHookResponse"),
    Check(
        "saml.11",
        "warning",
        "attributes holds attributes again, so the names nest twice",
        "give {{NameFormat}} itself",
        f"inferred from {_SAML}, whose example does this",
    ),
)

TOKEN = (
    Check(
        "token.1a",
        "error",
        "{type} is no command of token hooks",
        "use com.okta.identity.patch or com.okta.access.patch",
        _TOKEN,
    ),
    Check(
        "token.1b", "error", "the value is no array of objects", "list {{op, path, value}}", _TOKEN
    ),
    Check(
        "token.2a",
        "error",
        "no ID token was asked for, so it cannot be patched",
        "patch it only when the request has data.identity",
        f"{_TOKEN}; {_EVENTS}",
    ),
    Check(
        "token.2b",
        "error",
        "no access token was asked for, so it cannot be patched",
        "patch it only when the request has data.access",
        f"{_TOKEN}; {_EVENTS}",
    ),
    Check("token.3", "error", "op is not add, replace or remove", "use one of these three", _TOKEN),
    Check(
        "token.4a",
        "error",
        "path is neither /claims/NAME nor /token/lifetime/expiration",
        "change the path",
        _TOKEN,
    ),
    Check("token.4b", "error", "a lifetime can only be replaced", "use replace", _TOKEN),
    Check(
        "token.5",
        "error",
        "a lifetime must be a whole number from 300 to 86400",
        "give seconds in that range",
        _TOKEN,
    ),
    Check("token.6a", "error", "{op} needs a value", "add value", _EVENTS),
    Check(
        "token.6b",
        "info",
        "the value is null",
        "use remove, or a value",
        f"inferred from {_TOKEN}, TokenHookResponse",
    ),
    Check("token.7", "error", "remove must have no value", "leave value out", _TOKEN),
    Check(
        "token.8",
        "error",
        "{op} needs something that exists, and {name} is not in the token of the request",
        "use add, or see whether it is there before",
        f"{_TOKEN}; {_EVENTS}; the order of operations is inferred from RFC 6902, section 5",
    ),
    Check(
        "token.9a",
        "error",
        "add needs an object or array to add to, and there is none",
        "add the whole object first",
        _TOKEN,
    ),
    Check("token.9b", "error", "there is no such index in the array", "count from 0", _TOKEN),
    Check("token.9c", "error", "- stands for the end, where only add works", "use add", _TOKEN),
    Check(
        "token.10a",
        "error",
        "{name} is reserved in {token} tokens",
        "use another name",
        "Okta, Token inline hook reference; Okta support, OIDC Bearer Tokens: Reserved Claims",
    ),
    Check(
        "token.10b",
        "warning",
        "{name} is reserved in {token} tokens by one of Okta's two lists",
        "use another name",
        "Okta, Token inline hook reference; Okta support, OIDC Bearer Tokens: Reserved Claims",
    ),
    Check(
        "token.11",
        "warning",
        "the token has this claim with another value; add overwrites it",
        "use replace",
        _TOKEN,
    ),
    Check("token.12", "warning", "the value is {found}", _PLAIN, f"{_TOKEN}, TokenHookResponse"),
    Check("token.13a", "error", "path has a ~ without 0 or 1 after it", _ESCAPE, _POINTER),
    Check(
        "token.13b",
        "info",
        "path looks like the unescaped name of a URI",
        _ESCAPE,
        f"inferred from {_POINTER}",
    ),
    Check(
        "token.14a",
        "error",
        "one bad operation is enough: Okta drops the whole patch",
        "repair the operations named above",
        _TOKEN,
    ),
    Check(
        "token.14b",
        "info",
        "an error is an answer too: no token is issued (server_error)",
        "",
        _TOKEN,
    ),
)
