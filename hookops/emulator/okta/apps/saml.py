"""What a SAML app says of sign-on: where SAML inline hooks are attached.

`settings.signOn`. Only a custom app has the member `inlineHooks`: recorded by
terraform-provider-okta, in all of 443 custom apps and in none of 77 of the catalogue.
"""

from typing import Any

from hookops.emulator.okta.hooks import references
from hookops.emulator.okta.hooks.references import SAML
from hookops.emulator.okta.resources import link, member_error
from hookops.emulator.world import World

# Members in the order of Okta Management API, sample Saml2.0PutResponseEx.
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
    "samlAssertionLifetimeSeconds": 300,
    "slo": {"enabled": False},
    "requestCompressed": False,
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "samlSignedRequestEnabled": False,
    "attributeStatements": [],
}
# Members that stay when they are left out. Source: Okta, Apps API (2023).
_LASTING = ("slo", "participateSlo", "spCertificate")
_OF_CATALOGUE = (
    *("defaultRelayState", "ssoAcsUrlOverride", "audienceOverride", "recipientOverride"),
    "destinationOverride",
)
_HOOKS = "settings.signOn.inlineHooks"


def read_custom(world: World, given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a custom app's sign-on becomes. Raises: ApiError.

    What is left out is cleared, but for what lasts. Source: recorded by terraform-provider-okta
    TestAccResourceOktaAppSaml_crud (`acsEndpoints`).
    """
    lasting = {name: before[name] for name in _LASTING if name in before}
    sign_on = {**_DEFAULTS, **lasting, **given}
    sign_on.pop("inlineHooks", None)
    slo = sign_on["slo"]
    if isinstance(slo, dict) and slo.get("issuer"):
        # Source: Okta, Apps API (2023): spIssuer mirrors slo.issuer.
        sign_on["spIssuer"] = slo["issuer"]
    return {**sign_on, "inlineHooks": _hooks(world, given, before)}


def read_catalogue(given: dict[str, Any]) -> dict[str, Any]:
    """What the sign-on of an app of the catalogue becomes: it cannot have hooks.

    Source: recorded by terraform-provider-okta: 77 such bodies have no `inlineHooks`.
    """
    if given.get("inlineHooks"):
        raise member_error(_HOOKS, "Inline hooks are supported by custom SAML apps only")
    kept = {name: value for name, value in given.items() if name != "inlineHooks"}
    return {**dict.fromkeys(_OF_CATALOGUE), **kept}


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
