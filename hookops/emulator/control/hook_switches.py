"""What nobody outside Okta knows about the hooks themselves: how they are kept, shown and refused.

The first part of `Switches`; the org's other objects, calls of services and tokens are in
`switches.py`.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class HookSwitches:
    """The switches of the org's engine and features, and of its hooks; see `Switches`."""

    # Both engines answer the same calls about hooks; policies for enrollment are Identity Engine
    # only. Recorded by terraform-provider-okta, fixtures oie-00 and classic-00.
    engine: Literal["identity", "classic"] = "identity"
    """Not unknown: which of Okta's two engines the org runs on.

    `identity` shows `pipeline` idx, `classic` shows v1, in the organization's metadata.
    """

    # E0000015 with 401 was recorded by terraform-provider-okta
    # TestAccResourceOktaAuthServerPolicyRule_create, classic-00.
    feature_api_access_management: Literal["on", "off"] = "on"
    """Not unknown: whether the org has API Access Management.

    `off` answers 401 E0000015 to everything about authorization servers.
    """

    delete_active: Literal["refuse", "forbid"] = "refuse"
    """Unknown: the error for deleting an ACTIVE hook; that it is refused is documented.

    `refuse` answers 400 E0000001, `forbid` answers 403 E0000006 (the only error that the API's own
    list of errors for DELETE would allow).
    """

    # Recorded for admin roles (`label: There is already an admin role with this name.`, 400) by
    # okta-sdk-python test_role_api_it; for hooks never.
    duplicate_name: Literal["refuse", "conflict", "accept"] = "refuse"
    """Unknown: whether two hooks may have one name; only a page since removed says they may not.

    `refuse` answers 400 E0000001, `conflict` answers 409 E0000195, `accept` keeps both.
    """

    # "Maximum number of instances has been reached" was recorded for apps, by okta-sdk-python
    # test_applications_it.
    limit_error: Literal["refuse", "forbid"] = "refuse"
    """Unknown: the error for one hook more than the organization may have.

    `refuse` answers 400 E0000001, as was recorded for applications; `forbid` answers 403 E0000006.
    """

    # Source: Okta Management API, CreateTelephonyInlineHook: one active hook in an org.
    second_telephony: Literal["refuse", "inactive", "accept"] = "refuse"
    """Unknown: what happens to a second ACTIVE telephony hook; one is documented as the maximum.

    `refuse` answers 400 E0000001 to the create and to the activate; `inactive` creates the hook
    INACTIVE and refuses to activate it; `accept` keeps both ACTIVE.
    """

    # Mandatory in Okta Management API, CreateTelephonyInlineHook; the guide of telephony hooks
    # offers OAuth 2.0, whose channel has no authScheme. No org was recorded to refuse one.
    telephony_auth_scheme: Literal["http", "every", "none"] = "http"
    """Unknown: which telephony hooks need an `authScheme`; Okta's documents differ.

    `http` refuses one without it on an HTTP channel alone, `every` on an OAUTH channel too, with
    400 E0000001; `none` accepts both.
    """

    # Documented: one in an org. That an INACTIVE one counts is inferred, from the word "create".
    second_password_import: Literal["refuse", "refuse-active", "accept"] = "refuse"
    """Unknown: whether an INACTIVE password import hook counts, and how a second one is refused.

    `refuse` answers 400 E0000001 whatever the status of the first; `refuse-active` does so, for
    create and activate, only while another is ACTIVE; `accept` keeps both.
    """

    # The three answers cost a client differently: `wipe` is the one that nobody notices.
    omitted_secret: Literal["wipe", "keep", "refuse"] = "wipe"
    """Unknown: what an update without `authScheme.value` or `clientSecret` does to the stored one.

    `wipe` forgets it, so that the hook's calls go out without it; `keep` leaves it as it was;
    `refuse` answers 400 E0000001. An `authScheme` left out as a whole is null in any case.
    """

    # The API's description gives POST the schema of PUT and says no more.
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

    # A page since removed knows 1.0.0 alone; recordings have 1.0.1, 1.0.2 and 1.0.3.
    version_check: Literal["form", "listed", "any"] = "form"
    """Unknown: which `version` strings are accepted.

    `form` wants three numbers with dots; `listed` wants one that was seen accepted for the hook's
    type, which may well refuse a good one; `any` wants some text.
    """

    channel_type_change: Literal["accept", "refuse"] = "accept"
    """Unknown: whether an update may turn an HTTP channel into an OAUTH one, or back.

    `accept` replaces the channel, as a full replacement does; `refuse` answers 400 E0000001.
    """

    # A name with a space (`Field 1`) was recorded as accepted, so names are not checked tightly.
    reserved_headers: Literal["documented", "transport"] = "documented"
    """Unknown: the full list of header names that a hook may not set; one is given as an example.

    `documented` refuses that one; `transport` also refuses `Authorization`, `Connection`,
    `Content-Length`, `Content-Type`, `Host`, `Transfer-Encoding` and `User-Agent`. The default is
    the lenient one: refusing a name that no text mentions would be invention.
    """

    # Times have whole seconds, so a recording within one second could not show it.
    noop_lifecycle: Literal["bump", "keep"] = "bump"
    """Unknown: whether activating an ACTIVE hook (or the reverse) moves `lastUpdated`."""

    # Recorded by okta-sdk-python test_inline_hooks_it: order of creation and of id.
    list_order: Literal["created", "id", "shuffled"] = "created"
    """Unknown whether it is guaranteed: the order of a list.

    The one recording of several hooks shows creation order, which is id order there as well.
    `shuffled` answers each list in an order of its own.
    """

    unknown_type_filter: Literal["refuse", "empty"] = "refuse"
    """Unknown: the answer to a list with a `type` that is none.

    `refuse` answers 400 E0000001; `empty` answers an empty array.
    """

    list_lag: Literal["none", "ten-seconds"] = "none"
    """Unknown: whether a list shows a hook as it is at once, as the one by id does.

    `ten-seconds` lists a hook as it was ten seconds ago: a new one not at all, a changed one
    without the change. A deleted hook is gone at once; those of a seed are there from the start.
    """

    version_form: Literal["echo", "normalise"] = "echo"
    """Unknown: whether `version`, of a hook and of its channel, is kept as it was sent.

    `normalise` keeps three numbers without leading zeros: 1.0.0 for 01.0.0, and for 1.0 where
    `version_check` accepts that. Other text is kept.
    """

    header_names: Literal["keep", "lower"] = "keep"
    """Unknown: whether the names of a channel's `headers` are kept; `lower` makes them lower case.

    A recording shows a name with a space accepted and kept.
    """

    activate_active: Literal["accept", "refuse"] = "accept"
    """Unknown but for an SDK's test: the answer to activating an ACTIVE hook.

    `accept` answers the hook, `refuse` answers 400 E0000001. The default is the lenient one: that
    test activates a hook just created.
    """

    deactivate_inactive: Literal["accept", "refuse"] = "accept"
    """Unknown: the answer to deactivating an INACTIVE hook.

    `accept` answers the hook, `refuse` answers 400 E0000001. The default is the lenient one: no
    text says that the API refuses it.
    """

    error_values: Literal["hide", "echo"] = "hide"
    """Unknown: whether the causes of an error repeat the value that they are about.

    `echo` does, as JSON at the end of each cause; values of secrets are never repeated.
    """

    # Okta API, Core concepts: new members may appear at any time, and clients must tolerate them.
    unknown_members: Literal["ignore", "keep", "refuse"] = "ignore"
    """Unknown: what becomes of members of a channel that no document of Okta has.

    `ignore` keeps those that the hook has already, `keep` keeps all, `refuse` answers 400 E0000001
    to others than the hook has. A seed and an administrator in the console may give a hook any
    member. What an update leaves out is gone, as it is with the members that are known.
    """

    # No Link header was recorded, and a stray `limit` is ignored (salto-io/salto, replies).
    list_pages: Literal["whole", "pages"] = "whole"
    """Unknown: whether the list of hooks has pages; the one recording of it shows none.

    `whole` answers all hooks, whatever the query says. `pages` has at most 20 in a page, fewer with
    `limit`, and leads to the next with `Link` and `after`; `list_order` shuffled is then one order.
    """

    uri_form: Literal["keep", "normalise"] = "keep"
    """Unknown: whether the `uri` of a channel is kept as it was sent.

    `normalise` makes scheme and host lower case, and drops the scheme's own port and a path that is
    a slash alone.
    """
