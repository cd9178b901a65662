"""What each type of hook may answer: its commands, and which statuses ask for nothing."""

from collections.abc import Mapping
from types import MappingProxyType

from hookops.kinds.inline_hook.types import (
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    USER_IMPORT,
)

ACTION = "com.okta.action.update"
PROFILE = "com.okta.user.profile.update"
PROGRESSIVE = "com.okta.user.progressive.profile.update"
APP_PROFILE = "com.okta.appUser.profile.update"
LINK = "com.okta.user.update"
ASSERTION_PATCH = "com.okta.assertion.patch"
ID_PATCH = "com.okta.identity.patch"
ACCESS_PATCH = "com.okta.access.patch"
DELIVERY = "com.okta.telephony.action"

COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        REGISTRATION.name: (ACTION, PROFILE, PROGRESSIVE),
        SAML.name: (ASSERTION_PATCH,),
        TOKEN.name: (ID_PATCH, ACCESS_PATCH),
        PASSWORD_IMPORT.name: (ACTION,),
        USER_IMPORT.name: (APP_PROFILE, PROFILE, ACTION, LINK),
        TELEPHONY.name: (DELIVERY,),
    }
)
"""Source: Okta Management API, the 200 response of each inline hook webhook."""

RETRIED = frozenset({REGISTRATION.name, SAML.name, PASSWORD_IMPORT.name, USER_IMPORT.name})
"""Types that Okta calls once more after a timeout or a 5xx.

Source: Okta, Inline hooks (concept), Inline hook timeouts and retries.
"""
