"""What nobody outside Okta knows about the inline hook API, each as a choice with a name.

No document and no recording settles these points, so the emulator must not pretend to know them.
Each default is the answer that is harder on a client, so that what works here leans on no leniency.
A default never forbids what Okta documents.
"""

from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True, slots=True)
class Switches:
    """How the emulator answers where the API's behaviour is unknown.

    The default of a field is its first value; the string below it is its documentation.
    """

    engine: Literal["identity", "classic"] = "identity"
    """Not unknown: which of Okta's two engines the org runs on.

    `identity` shows `pipeline` idx, `classic` shows v1, in the organization's metadata.
    """

    feature_api_access_management: Literal["on", "off"] = "on"
    """Not unknown: whether the org has API Access Management.

    `off` answers 401 E0000015 to everything about authorization servers.
    """

    delete_active: Literal["refuse", "forbid"] = "refuse"
    """Unknown: the error for deleting an ACTIVE hook; that it is refused is documented.

    `refuse` answers 400 E0000001, `forbid` answers 403 E0000006 (the only refusal the API's own
    list of errors for DELETE would allow).
    """

    duplicate_name: Literal["refuse", "conflict", "accept"] = "refuse"
    """Unknown: whether two hooks may have one name; only a page since removed says they may not.

    `refuse` answers 400 E0000001, `conflict` answers 409 E0000195, `accept` keeps both.
    """

    limit_error: Literal["refuse", "forbid"] = "refuse"
    """Unknown: the error for one hook more than the organization may have.

    `refuse` answers 400 E0000001, as was recorded for applications; `forbid` answers 403 E0000006.
    """

    second_telephony: Literal["refuse", "inactive", "accept"] = "refuse"
    """Unknown: what happens to a second ACTIVE telephony hook; one is documented as the maximum.

    `refuse` answers 400 E0000001 to the create and to the activate; `inactive` creates the hook
    INACTIVE and refuses to activate it; `accept` keeps both ACTIVE.
    """

    second_password_import: Literal["refuse", "refuse-active", "accept"] = "refuse"
    """Unknown: whether an INACTIVE password import hook counts, and how a second one is refused.

    `refuse` answers 400 E0000001 whatever the status of the first; `refuse-active` does so, for
    create and activate, only while another is ACTIVE; `accept` keeps both.
    """

    omitted_secret: Literal["wipe", "keep", "refuse"] = "wipe"
    """Unknown: what an update without `authScheme.value` or `clientSecret` does to the stored one.

    `wipe` forgets it, so that the hook's calls go out without it; `keep` leaves it as it was;
    `refuse` answers 400 E0000001. An `authScheme` left out as a whole is null in any case.
    """

    post_update: Literal["merge", "replace"] = "merge"
    """Unknown: whether POST to one hook is a partial or a full update.

    `merge` changes the top-level members in the body and no others; `replace` does as PUT does.
    """

    type_change: Literal["refuse", "ignore"] = "refuse"
    """Unknown: the answer to an update with another `type`; that it is fixed is documented.

    `refuse` answers 400 E0000001; `ignore` carries out the rest of the update.
    """

    version_change: Literal["refuse", "ignore", "accept"] = "refuse"
    """Unknown: the answer to an update with another `version`; a page since removed calls it fixed.

    `refuse` answers 400 E0000001; `ignore` carries out the rest; `accept` changes the version.
    """

    version_check: Literal["form", "listed", "any"] = "form"
    """Unknown: which `version` strings are accepted.

    `form` wants three numbers with dots; `listed` wants one that was seen accepted for the hook's
    type, which may well refuse a good one; `any` wants some text.
    """

    channel_type_change: Literal["accept", "refuse"] = "accept"
    """Unknown: whether an update may turn an HTTP channel into an OAUTH one, or back.

    `accept` replaces the channel, as a full replacement does; `refuse` answers 400 E0000001.
    """

    reserved_headers: Literal["documented", "transport"] = "documented"
    """Unknown: the full list of header names that a hook may not set; one is given as an example.

    `documented` refuses that one; `transport` also refuses `Authorization`, `Connection`,
    `Content-Length`, `Content-Type`, `Host`, `Transfer-Encoding` and `User-Agent`. The default is
    the lenient one: refusing a name that no text mentions would be invention.
    """

    noop_lifecycle: Literal["bump", "keep"] = "bump"
    """Unknown: whether activating an ACTIVE hook (or the reverse) moves `lastUpdated`."""

    list_order: Literal["created", "id", "shuffled"] = "created"
    """Unknown whether it is guaranteed: the order of a list.

    The one recording of several hooks shows creation order, which is id order there as well.
    `shuffled` answers each list in an order of its own.
    """

    unknown_type_filter: Literal["refuse", "empty"] = "refuse"
    """Unknown: the answer to a list with a `type` that is none.

    `refuse` answers 400 E0000001; `empty` answers an empty array.
    """

    missing_token: Literal["invalid-token", "invalid-session"] = "invalid-token"
    """Unknown: the error for a request without `Authorization`.

    `invalid-token` answers 401 E0000011; `invalid-session` answers 403 E0000005.
    """

    def features(self) -> frozenset[str]:
        """The features that are on, by the names that a seed has for them."""
        prefix = "feature_"
        names = [field.name for field in fields(self) if field.name.startswith(prefix)]
        on = [name for name in names if getattr(self, name) == "on"]
        return frozenset(name.removeprefix(prefix).replace("_", "-") for name in on)
