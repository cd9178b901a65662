"""The requests of all hooks but token hooks, in the shape of Okta's examples."""

from hookops.contracts.samples import (
    Sample,
    envelope,
    request_object,
    session_object,
    user_object,
)
from hookops.kinds.inline_hook.types import (
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    USER_IMPORT,
)
from hookops.model.resource import Json

_REGISTRATION_ID = "reg0000000000sample"
_FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"


def registration(sample: Sample) -> dict[str, Json]:
    """Somebody fills in the form to register.

    Source: Okta Management API, RegistrationInlineHookSSRData.
    """
    request = request_object(sample, "POST", "/idp/idx/enroll/new")
    profile = {**_names(sample), "email": sample.user.email, **sample.user.attributes}
    data = {"context": {"request": request}, "userProfile": profile, "action": "ALLOW"}
    whole = envelope(sample, REGISTRATION.name, _REGISTRATION_ID, data)
    return {**whole, "requestType": "self.service.registration"}


def classic(sample: Sample) -> dict[str, Json]:
    """Somebody registers with an organization of the Classic Engine.

    Source: Okta, Registration inline hook (guide, Classic Engine): no requestType. A payload that
    was recorded there has null for the action.
    """
    path = f"/api/v1/registration/{_REGISTRATION_ID}/register"
    whole = registration(sample)
    del whole["requestType"]
    whole["data"]["context"]["request"] = request_object(sample, "POST", path)
    whole["data"]["action"] = None
    return whole


def progressive(sample: Sample) -> dict[str, Json]:
    """Somebody who has an account is asked for more attributes.

    Source: Okta Management API, RegistrationInlineHookPPData.
    """
    request = request_object(sample, "POST", "/idp/idx/enroll/update")
    data = {
        "context": {"request": request, "user": user_object(sample, "")},
        "action": "ALLOW",
        "userProfileUpdate": dict(sample.user.attributes) or {"employeeNumber": "1234"},
    }
    whole = envelope(sample, REGISTRATION.name, _REGISTRATION_ID, data)
    return {**whole, "requestType": "progressive.profile"}


def saml(sample: Sample) -> dict[str, Json]:
    """Somebody signs in to a SAML app. Source: Okta Management API, SAMLPayLoad."""
    app = sample.app
    sso = f"{sample.org.url}/app/{app.name}/{app.id}/sso/saml"
    issuer = {"id": app.id, "name": app.label, "uri": f"http://www.okta.com/{app.id}"}
    context = {
        "request": request_object(sample, "GET", sso),
        "protocol": {"type": "SAML2.0", "issuer": issuer},
        "session": session_object(sample),
        "user": user_object(sample, sample.org.url),
    }
    return envelope(sample, SAML.name, sso, {"context": context, "assertion": _assertion(sample)})


def password_import(sample: Sample) -> dict[str, Json]:
    """Somebody whose password is still elsewhere signs in.

    Source: Okta Management API, PasswordImportRequestData.
    """
    request = request_object(sample, "POST", "/idp/idx/challenge/answer")
    credential = {"username": sample.user.login, "password": sample.password}
    context = {"request": request, "credential": credential}
    data = {"context": context, "action": {"credential": "UNVERIFIED"}}
    return envelope(sample, PASSWORD_IMPORT.name, _hook_url(sample), data)


def import_create(sample: Sample) -> dict[str, Json]:
    """An import found somebody whom Okta does not know.

    Source: Okta Management API, UserImportRequestData.
    """
    return _import(sample, "CREATE_USER")


def import_link(sample: Sample) -> dict[str, Json]:
    """An import found somebody whom Okta knows.

    Source: Okta Management API, UserImportRequestData, whose prose has data.user.id then.
    """
    request = _import(sample, "LINK_USER")
    request["data"]["user"] = {"id": sample.user.id, **request["data"]["user"]}
    return request


def sms(sample: Sample) -> dict[str, Json]:
    """Somebody gets a code as a text message. Source: Okta Management API, TelephonyRequestData."""
    request = _telephony(sample, "SMS")
    request["data"]["messageProfile"]["msgTemplate"] = f"Your code is {sample.code}"
    return request


def voice(sample: Sample) -> dict[str, Json]:
    """Somebody gets a code by a call.

    Source: Okta, Telephony inline hook reference: `voice call`, and no msgTemplate. Whether the
    wire has it spelt so, no example shows.
    """
    return _telephony(sample, "voice call")


def _names(sample: Sample) -> dict[str, Json]:
    user = sample.user
    return {"firstName": user.first_name, "lastName": user.last_name, "login": user.login}


def _hook_url(sample: Sample) -> str:
    return f"{sample.org.url}/api/v1/inlineHooks/{sample.org.hook_id}"


def _assertion(sample: Sample) -> dict[str, Json]:
    user, unspecified = sample.user, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    confirmation = {
        "method": "urn:oasis:names:tc:SAML:2.0:cm:bearer",
        "data": {"recipient": sample.app.redirect_uri},
    }
    context = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    claims = {"email": user.email, "firstName": user.first_name, "lastName": user.last_name}
    return {
        "subject": {
            "nameId": user.login,
            "nameFormat": unspecified,
            "confirmation": confirmation,
        },
        "authentication": {
            "sessionIndex": "idSample",
            "authnContext": {"authnContextClassRef": context},
        },
        "conditions": {"audienceRestriction": [sample.app.audience]},
        "claims": {name: _statement(value) for name, value in claims.items()},
        "lifetime": {"expiration": 300},
    }


def _statement(value: str) -> dict[str, Json]:
    item = {"attributes": {"xsi:type": "xs:string"}, "value": value}
    return {"attributes": {"NameFormat": _FORMAT}, "attributeValues": [item]}


def _import(sample: Sample, result: str) -> dict[str, Json]:
    """The only type without `data.context.request`."""
    user, app = sample.user, sample.app
    application = {"id": app.id, "name": app.name, "label": app.label, "status": "ACTIVE"}
    email = {"email": user.email}
    data = {
        "context": {
            "conflicts": list(sample.conflicts),
            "application": application,
            "job": {"id": "ij00000000000sample", "type": "import:users"},
            "matches": [],
            "policy": ["EMAIL", "FIRST_AND_LAST_NAME"],
        },
        "action": {"result": result},
        "appUser": {
            "profile": {
                "userName": user.login,
                "firstName": user.first_name,
                "lastName": user.last_name,
                **email,
                **user.attributes,
            }
        },
        "user": {"profile": {**_names(sample), **email}},
    }
    return envelope(sample, USER_IMPORT.name, sample.org.hook_id, data)


def _telephony(sample: Sample, channel: str) -> dict[str, Json]:
    path = "/api/internal/v1/inlineHooks/com.okta.telephony.provider/generatePreview"
    message = {
        "phoneNumber": sample.user.phone,
        "otpExpires": sample.event.at(300),
        "deliveryChannel": channel,
        "otpCode": sample.code,
        "locale": sample.user.locale.replace("_", "-").upper(),
    }
    data = {
        "context": {"request": request_object(sample, "POST", path)},
        "userProfile": {**_names(sample), "userId": sample.user.id},
        "messageProfile": message,
    }
    whole = envelope(sample, TELEPHONY.name, _hook_url(sample), data)
    return {**whole, "requestType": f"com.okta.user.telephony.{sample.purpose}"}
