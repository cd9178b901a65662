"""What Okta does with an answer, in plain words; one row per type for each way it can go wrong.

Source, where a row says no other: Okta, Inline hooks (concept), Inline hook timeouts and retries,
and Error object; Okta Management API, the webhook of each type.
"""

from collections.abc import Mapping

from hookops.contracts.values import Outcome
from hookops.kinds.inline_hook.types import (
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    USER_IMPORT,
)

Effect = tuple[Outcome, str]

RETRY = "Okta calls once more; if that fails too, "

OWN_PROVIDER = "Okta sends the message through its own, heavily rate-limited provider"

FAILED: Mapping[str, Effect] = {
    REGISTRATION.name: (
        "stopped",
        "the flow stops: the user cannot register or update the profile, and sees a general text",
    ),
    SAML.name: ("dropped", "the assertion goes out unmodified"),
    TOKEN.name: ("dropped", "the hook is skipped and the token goes out unmodified"),
    PASSWORD_IMPORT.name: (
        "stopped",
        "the user cannot sign in and the password is not imported; "
        "Okta calls the hook again at the next sign-in",
    ),
    USER_IMPORT.name: ("dropped", "the import goes on and the user is created without the hook"),
    TELEPHONY.name: ("dropped", f"the hook is skipped and {OWN_PROVIDER}"),
}
"""No answer in time, or a status that is no success."""

BAD: Mapping[str, Effect] = {
    TOKEN.name: ("dropped", "the whole patch is dropped and the token goes out unmodified"),
    TELEPHONY.name: (
        "dropped",
        f"the hook is skipped and {OWN_PROVIDER}, "
        "also when the service has sent one already: users may get two",
    ),
    REGISTRATION.name: (
        "unknown",
        "no document says what happens; "
        "one report saw the registration stopped with a general text",
    ),
    SAML.name: (
        "unknown",
        "no document says what happens; most likely the assertion goes out unmodified",
    ),
    PASSWORD_IMPORT.name: (
        "unknown",
        "no document says what happens; most likely the user cannot sign in",
    ),
    USER_IMPORT.name: (
        "unknown",
        "no document says what happens; most likely the import goes on without the hook",
    ),
}
"""An answer in time that cannot be read or carried out.

Source: as above; Okta developer forum, topic 32865, for registration.
"""

TOO_LARGE: Effect = ("unknown", "no document says what Okta does with so large an answer")
EMPTY: Effect = ("unknown", "no document says what Okta does with status 200 and an empty body")

ERROR: Mapping[str, Effect] = {
    REGISTRATION.name: (
        "refused",
        "no command runs and the registration or profile update fails; users see {shown}",
    ),
    SAML.name: ("refused", "the sign-in to the app is denied; the error page shows {shown}"),
    TOKEN.name: (
        "refused",
        "no token is issued; the app gets the OAuth error server_error with {shown}",
    ),
    PASSWORD_IMPORT.name: ("unknown", "an error is not documented for this type"),
    USER_IMPORT.name: (
        "unknown",
        "the System Log has a failure with {shown}; no document says whether the user is imported",
    ),
    TELEPHONY.name: ("default", f"the hook counts as failed and {OWN_PROVIDER}"),
}
"""An `error` object. Source: as above; Okta release notes, OKTA-195167, for SAML."""

DEFAULT: Mapping[str, Effect] = {
    REGISTRATION.name: ("default", "the registration or profile update goes on unchanged"),
    SAML.name: ("default", "the assertion goes out unchanged"),
    TOKEN.name: ("default", "the token goes out unchanged"),
    PASSWORD_IMPORT.name: (
        "default",
        "the password counts as UNVERIFIED: the sign-in is refused and nothing is imported",
    ),
    USER_IMPORT.name: ("default", "the import goes on as Okta would have done it"),
}
"""204, or an answer without commands. Telephony has no such answer."""
