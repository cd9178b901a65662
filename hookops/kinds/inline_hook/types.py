"""One row per inline hook type: how Okta treats its hooks. What it sends them is in contracts."""

from dataclasses import dataclass
from typing import Literal

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS, AttachmentPoint


@dataclass(frozen=True, slots=True)
class HookType:
    """What Okta does with hooks of one type.

    Source: Okta Management API, InlineHooks and InlineHookType; Okta, Inline hooks (concept),
    "Inline hook timeouts and retries"; versions as recorded with real orgs by
    terraform-provider-okta (TestAccResourceOktaInlineHook_crud and its kin).
    """

    name: str
    """As the API spells it."""
    title: str
    """As people call it."""
    versions: tuple[str, ...]
    """Seen accepted by real orgs; the last one is the default."""
    # Source: Okta, Inline hooks (concept): a failed call stops registration and password import;
    # other flows go on without the hook.
    on_failure: Literal["silent", "outage"]
    """What a hook that fails does to users."""
    effect: str
    """What users notice while the hook fails or is away."""
    unbound: str = ""
    """What users notice when no flow calls the hook any more; empty where none refers to it."""
    no_bindings: str = ""
    """Why a manifest cannot bind it."""
    flow: str = ""
    """What calls it without referring to it."""
    fallback: str = ""
    """What does the hook's work while it fails or is away, as a clause about `flow`."""
    by_hand: str = ""
    """Where the console binds it, when the API cannot."""
    one_per_org: Literal["", "active", "any"] = ""
    """`active`: one ACTIVE hook; `any`: one hook in any status."""
    called_when_active: bool = False
    """Whether Okta calls it as soon as it is ACTIVE, since no flow refers to it."""
    needs_auth_scheme: bool = False

    @property
    def attachment_points(self) -> tuple[AttachmentPoint, ...]:
        """Where the API binds it; none where no object refers to the hook."""
        return tuple(p for p in ATTACHMENT_POINTS.values() if p.hook_type == self.name)

    @property
    def short(self) -> str:
        """What commands and the folders of services call it: `user-import`."""
        return self.title.lower().replace(" ", "-")

    @property
    def module(self) -> str:
        """What modules and data files of the type are called: `user_import`."""
        return self.short.replace("-", "_")


TOKEN = HookType(
    "com.okta.oauth2.tokens.transform",
    "token",
    ("1.0.0", "1.0.1"),
    "silent",
    "tokens are issued without the hook's claims",
    "tokens are issued without its claims",
)
SAML = HookType(
    "com.okta.saml.tokens.transform",
    "SAML",
    ("1.0.2",),
    "silent",
    "assertions are sent without the hook's claims",
    "assertions are sent without its claims",
)
REGISTRATION = HookType(
    "com.okta.user.pre-registration",
    "registration",
    # 1.0.3 is not the default: hooks of manifests that name no version have been made with 1.0.2.
    ("1.0.3", "1.0.2"),
    "outage",
    "users cannot register or complete their profile",
    "users register and complete their profile unchecked",
    # The API binds it in the Identity Engine; in the Classic Engine only the console does.
    by_hand="Directory > Self-Service Registration > Extension",
)
PASSWORD_IMPORT = HookType(
    "com.okta.user.credential.password.import",
    "password import",
    ("1.0.0",),
    "outage",
    "users whose password is still to be imported cannot sign in",
    no_bindings="each user carries the flag (credentials.password.hook), and the org's one hook "
    "of this type serves all of them",
    flow="the first sign-in of every user whose password is still to be imported",
    one_per_org="any",
    called_when_active=True,
)
USER_IMPORT = HookType(
    "com.okta.import.transform",
    "user import",
    ("1.0.2",),
    "silent",
    "users are imported without the hook's changes",
    # Source: Okta, User import inline hook (reference): the Admin Console does it, for each app.
    by_hand="Applications > {app} > Provisioning > To Okta > Inline Hooks > User Creation",
)
TELEPHONY = HookType(
    "com.okta.telephony.provider",
    "telephony",
    ("1.0.0",),
    "silent",
    "messages go out through Okta's own, heavily rate-limited provider",
    no_bindings="the org's one ACTIVE hook of this type is called for every message",
    flow="every text message and call of the org",
    # Source: Okta, Telephony inline hook (reference): Okta's own providers are the fallback.
    fallback="which Okta's own provider sends when the hook does not",
    one_per_org="active",
    called_when_active=True,
    # Source: Okta Management API, InlineHookType: Okta skips a hook without an authScheme.
    needs_auth_scheme=True,
)

HOOK_TYPES: dict[str, HookType] = {
    row.name: row for row in (REGISTRATION, SAML, TOKEN, PASSWORD_IMPORT, USER_IMPORT, TELEPHONY)
}
"""In the order of Okta's "Add an inline hook"."""
