"""`spec.verify`: whether a hook's service is called before its hook is changed, and after.

In this room: what is declared. Not in this room: which changes it concerns (`trial.py`), and
calling the service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from hookops.kinds.inline_hook.channel import HeaderAuth, HttpChannel, OAuthChannel
from hookops.model.resource import Json

Preview = Literal["required", "optional", "off"]


@dataclass(frozen=True, slots=True)
class Verify:
    """How a hook's service is tried out by apply."""

    preview: Preview = "off"
    """`required`: a failure ends the apply. `optional`: it is told."""
    cases: str = ""
    """A folder of saved cases, from the project's root; empty for a request of our own making."""
    through_okta: bool = False
    """Whether the call after the change goes through Okta (`execute`)."""


OFF = Verify()


def parse_verify(data: Mapping[str, Json]) -> Verify:
    """Of a manifest that the schema accepts, defaults filled in."""
    return Verify(
        data.get("preview", "off"), data.get("cases", ""), bool(data.get("throughOkta", False))
    )


def with_secrets_of(
    old: HttpChannel | OAuthChannel, new: HttpChannel | OAuthChannel
) -> HttpChannel | OAuthChannel | None:
    """The old channel with the references of the new one; None where they do not tell its secret.

    Okta never shows a secret, so an old one is known only when the new channel has the same.
    """
    match old, new:
        case HttpChannel(auth=None), _:
            return old
        case OAuthChannel(client_secret=None, hook_key=str()), _:
            return old
        case HttpChannel(auth=HeaderAuth() as had), HttpChannel(auth=HeaderAuth() as has):
            return replace(old, auth=replace(had, value=has.value)) if _same(had, has) else None
        case OAuthChannel(), OAuthChannel() if old.auth_type == new.auth_type:
            same = (old.client_id, old.token_url) == (new.client_id, new.token_url)
            return replace(old, client_secret=new.client_secret) if same else None
        case _:
            return None


def _same(old: HeaderAuth, new: HeaderAuth) -> bool:
    return (old.type, old.key.lower()) == (new.type, new.key.lower())
