"""A request of each hook type, to be sent as a preview.

In this room: invented people and ids, in the shape of Okta's requests.
Source: Okta API, Inline hooks, request examples of each type.
"""

import time
from collections.abc import Callable
from typing import Any

_PERSON = {"login": "ada@example.com", "firstName": "Ada", "lastName": "Lovelace"}
_CLAIM = {"ver": 1, "iss": "https://issuer.example", "sub": "ada@example.com"}


def sample(type_: str, hook_id: str, base_url: str, now_s: float) -> dict[str, Any]:
    """A request of that type. Units: `now_s` is Unix time."""
    when = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now_s))
    make = _DATA.get(type_, _nothing)
    source = {
        "com.okta.import.transform": hook_id,
        "com.okta.saml.tokens.transform": f"{base_url}/app/sample/exk0000000000000sample/sso/saml",
        "com.okta.oauth2.tokens.transform": f"{base_url}/oauth2/default/v1/authorize",
        "com.okta.user.pre-registration": "reg00000000000sample",
    }
    request_type = {
        "com.okta.user.pre-registration": {"requestType": "self.service.registration"},
        "com.okta.telephony.provider": {"requestType": "com.okta.user.telephony.mfa-verification"},
    }
    return {
        "eventId": "preview-0000000001",
        "eventTime": when,
        "eventType": type_,
        "eventTypeVersion": "1.0",
        "contentType": "application/json",
        "cloudEventVersion": "0.1",
        "source": source.get(type_, f"{base_url}/api/v1/inlineHooks/{hook_id}"),
        **request_type.get(type_, {}),
        "data": make(base_url),
    }


def _nothing(_base_url: str) -> dict[str, Any]:
    return {"context": {}}


def _request(url: str) -> dict[str, Any]:
    return {"id": "reqPreview", "method": "POST", "url": {"value": url}, "ipAddress": "192.0.2.1"}


def _user() -> dict[str, Any]:
    return {"id": "00u0000000000sample", "profile": {**_PERSON, "locale": "en_US"}}


def _token(base_url: str) -> dict[str, Any]:
    lifetime = {"lifetime": {"expiration": 3600}}
    asked = {"scope": "openid profile", "client_id": "sample", "grant_type": "authorization_code"}
    protocol = {
        "type": "OAUTH2.0",
        "request": asked,
        "issuer": {"uri": f"{base_url}/oauth2/default"},
        "client": {"id": "sample", "name": "Sample client", "type": "PUBLIC"},
    }
    context = {
        "request": _request(f"{base_url}/oauth2/default/v1/authorize?client_id=sample"),
        "protocol": protocol,
        "user": _user(),
        "policy": {"id": "00p0000000000sample", "rule": {"id": "0pr0000000000sample"}},
    }
    scopes = {"openid": {"id": "scpSample", "action": "GRANT"}}
    return {
        "context": context,
        "identity": {"claims": {**_CLAIM, "email": "ada@example.com"}, "token": lifetime},
        "access": {"claims": {**_CLAIM, "cid": "sample"}, "token": lifetime, "scopes": scopes},
    }


def _saml(base_url: str) -> dict[str, Any]:
    sso = f"{base_url}/app/sample/exk0000000000000sample/sso/saml"
    issuer = {"id": "0oa0000000000sample", "name": "Sample app", "uri": "http://www.okta.com/exk"}
    value = {"attributes": {"xsi:type": "xs:string"}, "value": "ada@example.com"}
    name_format = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
    claim = {"attributes": {"NameFormat": name_format}, "attributeValues": [value]}
    assertion = {
        "subject": {"nameId": "ada@example.com", "nameFormat": "unspecified"},
        "authentication": {"sessionIndex": "idSample"},
        "conditions": {"audienceRestriction": ["https://app.example"]},
        "claims": {"email": claim},
        "lifetime": {"expiration": 300},
    }
    protocol = {"type": "SAML2.0", "issuer": issuer}
    context = {"request": _request(sso), "protocol": protocol, "user": _user()}
    return {"context": context, "assertion": assertion}


def _registration(_base_url: str) -> dict[str, Any]:
    profile = {**_PERSON, "email": "ada@example.com"}
    request = _request("/idp/idx/enroll/new")
    return {"context": {"request": request}, "userProfile": profile, "action": "ALLOW"}


def _password(_base_url: str) -> dict[str, Any]:
    credential = {"username": "ada@example.com", "password": "sample password"}
    context = {"request": _request("/idp/idx/challenge/answer"), "credential": credential}
    return {"context": context, "action": {"credential": "UNVERIFIED"}}


def _import(_base_url: str) -> dict[str, Any]:
    app = {"id": "0oa0000000000sample", "name": "sample", "label": "Sample app", "status": "ACTIVE"}
    context = {
        "conflicts": ["login"],
        "application": app,
        "job": {"id": "ij00000000000sample", "type": "import:users"},
        "matches": [],
        "policy": ["EMAIL", "FIRST_AND_LAST_NAME"],
    }
    return {
        "context": context,
        "action": {"result": "CREATE_USER"},
        "appUser": {"profile": {"userName": "ada@example.com", "firstName": "Ada"}},
        "user": {"profile": dict(_PERSON)},
    }


def _telephony(_base_url: str) -> dict[str, Any]:
    message = {
        "msgTemplate": "Your code is 123456",
        "phoneNumber": "+15550100",
        "otpExpires": "2030-01-01T00:00:00.000Z",
        "deliveryChannel": "SMS",
        "otpCode": "123456",
        "locale": "EN-US",
    }
    path = "/api/internal/v1/inlineHooks/com.okta.telephony.provider/generatePreview"
    person = {**_PERSON, "userId": "00u0000000000sample"}
    return {
        "context": {"request": _request(path)},
        "userProfile": person,
        "messageProfile": message,
    }


_DATA: dict[str, Callable[[str], dict[str, Any]]] = {
    "com.okta.oauth2.tokens.transform": _token,
    "com.okta.saml.tokens.transform": _saml,
    "com.okta.user.pre-registration": _registration,
    "com.okta.user.credential.password.import": _password,
    "com.okta.import.transform": _import,
    "com.okta.telephony.provider": _telephony,
}
