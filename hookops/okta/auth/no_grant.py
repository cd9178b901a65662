"""Why Okta gives a service app no token, for people: what was found, where, and what to do."""

from collections.abc import Collection

from hookops.model.errors import AuthError
from hookops.model.text import show
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.grants import NoGrant
from hookops.okta.auth.scopes import in_words
from hookops.okta.encoding import TOKEN_PATH
from hookops.okta.observed.clock import OrgClock

GRANT = "grant it in the Admin Console: Applications, the app, Okta API Scopes"
OF_SCOPES = frozenset({"invalid_scope", "consent_required"})
"""None of the scopes was granted, or one is unknown. Source: okta-sdk-java issue 822."""

_CONSOLE = "in the Admin Console: Applications, the app, General"
_SKEW_S = 60


def explain(found: NoGrant, app: ServiceApp, scopes: Collection[str], clock: OrgClock) -> AuthError:
    """The error of a run that is not let in."""
    name = f"the service app {app.client_id}"
    said = f": {found.reason}" if found.reason else ""
    # One branch for each way in which an app or its settings can be wrong.
    match found.error:
        case "invalid_client":
            # A JWK may have any text for a name.
            key_id = show(app.signer.key_id, 80)
            key = f" and the public key {key_id}" if key_id else ""
            text = f"Okta does not know {name}, or not its key{said}"
            hint = f"compare the client ID{key} with those of the app, {_CONSOLE}; is it active?"
        case "consent_required" | "invalid_scope":
            text = f"Okta grants {name} none of {in_words(scopes)}{said}"
            hint = GRANT
        case "invalid_dpop_proof" if app.dpop == "never":
            text = f"Okta asks {name} for DPoP, and auth.dpop is false{said}"
            hint = "leave auth.dpop out, or set it to true"
        case "invalid_dpop_proof":
            text = f"Okta does not take the DPoP proof of {name}{said}"
            hint = "does a proxy change the request's URL or its time?"
        case "use_dpop_nonce":
            text = f"Okta asks {name} for another DPoP nonce each time{said}"
            hint = "does a proxy keep old answers of the token endpoint, or drop the DPoP-Nonce?"
        case "":
            text = f"Okta gives {name} no token{said}"
            hint = (
                "this is no answer of a token endpoint: does a proxy or portal answer in its "
                "place, or does a network zone keep this computer out?"
            )
        case _:
            text = f"Okta gives {name} no token {found.error}{said}"
            hint = f"is it an API Services app with a public key, {_CONSOLE}?"
    where = f"POST {TOKEN_PATH}: {found.status}"
    return AuthError(f"{where}: {text}{_skew(clock)}", hint)


def _skew(clock: OrgClock) -> str:
    """The clocks, where they may be the reason."""
    if abs(clock.ahead_s) < _SKEW_S:
        return ""
    side = "behind" if clock.ahead_s > 0 else "ahead of"
    return f" (this computer's clock is {abs(clock.ahead_s):.0f} s {side} Okta's)"
