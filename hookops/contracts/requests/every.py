"""The request that Okta would send to a hook, for each type and each of its variants."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hookops.contracts.requests import other, token
from hookops.contracts.samples import Sample
from hookops.kinds.inline_hook.types import (
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    USER_IMPORT,
)
from hookops.model.resource import Json

Builder = Callable[[Sample], dict[str, Json]]

VARIANTS: Mapping[str, Mapping[str, Builder]] = MappingProxyType(
    {
        REGISTRATION.name: {
            "self-service": other.registration,
            "progressive-profile": other.progressive,
            "classic": other.classic,
        },
        SAML.name: {"sign-in": other.saml},
        TOKEN.name: {
            "authorization-code": token.authorization_code,
            "implicit": token.implicit,
            "client-credentials": token.client_credentials,
            "refresh-token": token.refresh_token,
            "password": token.password,
        },
        PASSWORD_IMPORT.name: {"sign-in": other.password_import},
        USER_IMPORT.name: {"create": other.import_create, "link": other.import_link},
        TELEPHONY.name: {"sms": other.sms, "voice": other.voice},
    }
)
"""What can lead Okta to call a hook, by type; the first of each is the usual one."""


def build(hook_type: str, variant: str, sample: Sample) -> dict[str, Json]:
    """The JSON of the request.

    Shape: `variant` is one of `VARIANTS[hook_type]`. The same for every version of the type's
    hooks: no document says what a version changes.
    Raises: KeyError for an unknown type or variant.
    """
    return VARIANTS[hook_type][variant](sample)
