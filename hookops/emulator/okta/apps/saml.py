"""What a SAML app says of sign-on: where SAML inline hooks are attached.

`settings.signOn`. Only a custom app has the member `inlineHooks`: recorded by
terraform-provider-okta, in all of 443 custom apps and in none of 77 of the catalogue.
"""

from typing import Any

from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import SAML
from hookops.emulator.okta.resources import link, member_error, read_mapping
from hookops.emulator.world import World

SAML_1_1 = "SAML_1_1"
SAML_2_0 = "SAML_2_0"
# Members in the order of Okta Management API, sample Saml2.0PutResponseEx, which has all but
# `assertionEncryption`: recorded by terraform-provider-okta. Its `samlAssertionLifetimeSeconds` was
# recorded as absent unless given.
_DEFAULTS: dict[str, Any] = {
    "defaultRelayState": None,
    "ssoAcsUrl": None,
    "idpIssuer": "http://www.okta.com/${org.externalKey}",
    "audience": None,
    "recipient": None,
    "destination": None,
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "responseSigned": True,
    "assertionSigned": True,
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "honorForceAuthn": True,
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "spIssuer": None,
    "slo": {"enabled": False},
    "requestCompressed": False,
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "samlSignedRequestEnabled": False,
    "attributeStatements": [],
    "assertionEncryption": {"enabled": False},
}
# Members that are there once they are given. Source: Okta Management API,
# SamlApplicationSettingsSignOn.
_OPTIONAL = ("samlAssertionLifetimeSeconds", "participateSlo", "spCertificate")
# Members that stay when they are left out. Source: Okta, Apps API (2023).
_LASTING = ("slo", "participateSlo", "spCertificate")
_OBJECTS = ("slo", "participateSlo", "spCertificate", "assertionEncryption")
# Source: Okta Management API, OINSaml11ApplicationSettingsSignOn and
# OINSaml20ApplicationSettingsSignOn; that they are null: recorded by terraform-provider-okta.
_OF_CATALOGUE_1_1 = (
    *("defaultRelayState", "ssoAcsUrlOverride", "audienceOverride", "recipientOverride"),
)
_OF_CATALOGUE = (*_OF_CATALOGUE_1_1, "destinationOverride")
_OPTIONAL_OF_CATALOGUE = ("samlAssertionLifetimeSeconds", "attributeStatements")
_HOOKS = "settings.signOn.inlineHooks"
# Columns of a certificate in base64, as recorded by terraform-provider-okta.
_COLUMNS = 76


def sign_on_members(mode: str, *, custom: bool) -> tuple[str, ...]:
    """Which members are read of the sign-on of an app of that mode."""
    if custom:
        return (*_DEFAULTS, *_OPTIONAL, "inlineHooks")
    if mode == SAML_1_1:
        return _OF_CATALOGUE_1_1
    # Hooks are read to refuse them.
    return (*_OF_CATALOGUE, *_OPTIONAL_OF_CATALOGUE, "inlineHooks")


def read_custom(world: World, given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a custom app's sign-on becomes. Raises: ApiError.

    What is left out is cleared, but for what lasts; what is no member of such an app is dropped.
    Source: recorded by terraform-provider-okta: TestAccResourceOktaAppSaml_crud for what is
    cleared (`acsEndpoints`), and that none of the four `*Override` is echoed.
    """
    known = {name: given[name] for name in (*_DEFAULTS, *_OPTIONAL) if name in given}
    lasting = {name: before[name] for name in _LASTING if name in before and name not in known}
    for name in _OBJECTS:
        read_mapping(known, f"settings.signOn.{name}")
    # Null stands for the default. Source: Okta API, Core concepts: members may be omitted when
    # null.
    said = {name: value for name, value in known.items() if value is not None}
    sign_on = {**_DEFAULTS, **lasting, **said}
    # Recorded by terraform-provider-okta since 2026-04.
    sign_on["defaultRelayState"] = sign_on["defaultRelayState"] or None
    slo = sign_on["slo"]
    if slo.get("issuer"):
        # Source: Okta, Apps API (2023): spIssuer mirrors slo.issuer.
        sign_on["spIssuer"] = slo["issuer"]
    if "spCertificate" in sign_on:
        sign_on["spCertificate"] = _certificate(sign_on["spCertificate"])
    return {**sign_on, "inlineHooks": _hooks(world, given, before)}


def read_catalogue(given: dict[str, Any], mode: str) -> dict[str, Any]:
    """What the sign-on of an app of the catalogue becomes: it cannot have hooks.

    Source: recorded by terraform-provider-okta: 77 such bodies have no `inlineHooks`, and what
    custom apps have besides, such as `assertionSigned`, is dropped.
    """
    if given.get("inlineHooks"):
        raise member_error(_HOOKS, "Inline hooks are supported by custom SAML apps only")
    if mode == SAML_1_1:
        return {name: given.get(name) for name in _OF_CATALOGUE_1_1}
    more = {name: given[name] for name in _OPTIONAL_OF_CATALOGUE if name in given}
    return {name: given.get(name) for name in _OF_CATALOGUE} | more


def show_sign_on(sign_on: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The sign-on of a custom app with the links of its hooks.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAppSaml_inlineHook.
    """
    hooks = [
        {
            "id": hook["id"],
            "_links": {
                "self": link(f"{base_url}/api/v1/inlineHooks/{hook['id']}", "GET", "PUT", "DELETE")
            },
        }
        for hook in sign_on["inlineHooks"]
    ]
    return {**sign_on, "inlineHooks": hooks}


def _hooks(world: World, given: dict[str, Any], before: dict[str, Any]) -> list[dict[str, Any]]:
    old: list[dict[str, Any]] = before.get("inlineHooks") or []
    # Left out, null and [] all unbind, unless the switch keeps what is left out: acsEndpoints was
    # recorded as cleared, slo stays. More than one hook is refused by the documents and allowed by
    # the schema; hooks that were there before may have become inactive, so their ids are passed on.
    if "inlineHooks" not in given and world.switches.omitted_saml_hooks == "keep":
        return old
    hooks = given.get("inlineHooks") or []
    if not isinstance(hooks, list) or not all(isinstance(hook, dict) for hook in hooks):
        raise member_error(_HOOKS, "The value is not a list of objects")
    if len(hooks) > 1 and world.switches.second_saml_hook == "refuse":
        raise member_error(_HOOKS, "The list must contain at most one value")
    ids = tuple(hook["id"] for hook in old)
    for hook in hooks:
        references.check_hook_reference(world, _HOOKS + ".id", hook.get("id"), SAML, ids)
    return [{"id": hook["id"]} for hook in hooks]


def _certificate(value: dict[str, Any]) -> dict[str, Any]:
    """The certificate as it is shown, in lines. Raises: ApiError.

    Source: recorded by terraform-provider-okta.
    """
    chain = value.get("x5c")
    if not isinstance(chain, list) or not all(isinstance(one, str) for one in chain):
        path = "settings.signOn.spCertificate.x5c"
        raise member_error(path, "The value is not a list of certificates")
    return {"x5c": [_wrapped("".join(one.split())) for one in chain]}


def _wrapped(text: str) -> str:
    lines = [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)]
    return "\r\n".join(lines)
