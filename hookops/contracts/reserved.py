"""Names of claims that hooks must leave alone, from the two lists that Okta has.

Source: Okta, Token inline hook reference, reserved claims; Okta support, OIDC Bearer Tokens: List
of Reserved Claims. The lists differ, so a name is certain only where both have it.
"""

from typing import Literal

Token = Literal["ID", "access"]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BOTH = _names("acr auth_time cid cnf exp groups iat iss jti sid token_type ver")
_ACCESS = _names("as_uri authorization_details rpt rsi scp uid username")
_ID = _names("""
    active aid amr app_id app_type at_hash aud c_hash client_id client_ip client_req_id client_type
    client_user_agent device_compliance device_id device_known device_managed device_name
    device_trust did dst group hotk idp idp_iss mac_key may_act nonce oid okta_emailVerified
    okta_lastUpdated orig permissions purpose pwd_exp_days pwd_exp_time rid role scope scopes sub
    term user_ip
    """)
_ONLY_REFERENCE = _names("exp iat scp authorization_details")
_SUPPORT_ACCESS_ONLY = _names("acr amr cid groups")
_SUPPORT_ID_ONLY = _names("auth_time cnf sid")

_REFERENCE: dict[Token, frozenset[str]] = {"ID": _BOTH | _ID, "access": _BOTH | _ACCESS}
_SUPPORT: dict[Token, frozenset[str]] = {
    "ID": (_BOTH | _ID) - _ONLY_REFERENCE - _SUPPORT_ACCESS_ONLY,
    "access": ((_BOTH | _ACCESS) - _ONLY_REFERENCE - _SUPPORT_ID_ONLY) | _SUPPORT_ACCESS_ONLY,
}


def lists_with(token: Token, name: str) -> int:
    """How many of Okta's two lists reserve the name in tokens of this sort.

    `aud` and `sub` of access tokens are in neither: hooks may change them.
    """
    return (name in _REFERENCE[token]) + (name in _SUPPORT[token])
