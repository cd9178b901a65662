"""What nobody outside Okta knows about the inline hook API, each as a choice with a name.

No document and no recording decides these points, so the emulator must not pretend to know them.
Each default is the answer that is harder on a client, so that what works here leans on no leniency.
A default never forbids what Okta documents.
"""

from dataclasses import dataclass, fields
from typing import Literal

from hookops.emulator.control.hook_switches import HookSwitches


@dataclass(frozen=True, slots=True)
class Switches(HookSwitches):
    """How the emulator answers where the API's behaviour is unknown.

    The default of a field is its first value; the string below it is its documentation. The fields
    about the hooks themselves are in `HookSwitches`.
    """

    # 401 E0000011 is documented for a bad token; without any, no recording exists.
    missing_token: Literal["invalid-token", "invalid-session"] = "invalid-token"
    """Unknown: the error for a request without `Authorization`.

    `invalid-token` answers 401 E0000011; `invalid-session` answers 403 E0000005.
    """

    # Recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud: a boolean.
    is_used_form: Literal["boolean", "text"] = "boolean"
    """Disputed: what `isUsed` of a hook key is; recordings show a boolean, the API's text a string.

    `boolean` answers true or false, `text` answers "true" or "false".
    """

    used_hook_key: Literal["refuse", "forbid"] = "refuse"
    """Unknown: the error for deleting a hook key in use; that it is refused is documented.

    `refuse` answers 400 E0000001, `forbid` answers 403 E0000006.
    """

    unknown_hook_key: Literal["accept", "refuse"] = "accept"
    """Unknown: whether a hook may name a hook key that does not exist.

    `accept` stores it, and calls of the hook fail; `refuse` answers 400 E0000001. The default is
    the lenient one: no text forbids it.
    """

    service_addresses: Literal["public", "loopback"] = "public"
    """Not unknown, but DANGEROUS: which services `execute` may call from this computer.

    `public` calls https:// at addresses of the Internet, and nothing else. `loopback` ALSO CALLS
    THIS COMPUTER, with plain http:// too, and lets hooks have such URLs: whoever can reach the
    emulator can then send POST requests to every port of this computer. It is for a service under
    test on the same computer; Okta itself never does it. Neither a seed nor a request can set
    it: it is set where the emulator is started.
    """

    echo_secrets: Literal["off", "raw", "base64", "base64url", "percent", "hex"] = "off"
    """Not unknown, but DANGEROUS: whether answers repeat the secrets that their requests carried.

    Okta does not; a proxy or a gateway may. In this form, the request id of each answer has the
    secrets of the body and the credential; so have, of an error, summary, causes, `errorId`,
    `WWW-Authenticate` and a parameter of `Content-Type`. It is for tests of what a client shows;
    a fault makes a request fail. Neither a seed nor a request can set it.
    """

    # Okta Management API, executeInlineHook, against Okta, Error codes, E0000134 to E0000137.
    execute_status: Literal["operation", "catalogue"] = "operation"
    """Disputed: the status of a failed `execute`; its own text and the list of errors disagree.

    `operation` always answers 400; `catalogue` answers 502 for E0000134 and 504 for E0000137.
    """

    execute_inactive: Literal["refuse", "run"] = "refuse"
    """Unknown: what `execute` does for an INACTIVE hook, which has no such link.

    `refuse` answers 400 E0000001; `run` calls the service.
    """

    execute_check: Literal["shape", "json"] = "shape"
    """Unknown: which answers of a service match the contract for `execute`.

    `shape` wants an object with `commands` as an array of `type` and `value`, `error` and
    `debugContext` as objects, where it has them; `json` takes any JSON object.
    """

    other_success: Literal["refuse", "accept"] = "refuse"
    """Unknown: what `execute` makes of 201 and other successes, where a type documents 200 or 204.

    `refuse` takes them for a failed call, as the pages of token and telephony hooks read; `accept`
    reads the answer, as Okta's guide to Workflows reads.
    """

    # 256 KB is all that any page says.
    response_limit: Literal["256000", "262144"] = "256000"
    """Unknown: how many bytes the 256 KB are that a service's answer must stay under."""

    # Okta, Event types, says unsuccessful calls; older names had one event for each outcome.
    executed_event: Literal["failure", "always"] = "failure"
    """Disputed: whether `inline_hook.executed` is logged for calls that succeed as well."""

    bad_hook_reference: Literal["refuse", "accept"] = "refuse"
    """Unknown: the answer to binding an id that is no hook's, or the id of a hook of another type.

    `refuse` answers 400 E0000001, also when a reference that came to dangle is sent back;
    `accept` stores whatever id is given.
    """

    bind_inactive: Literal["refuse", "accept"] = "refuse"
    """Unknown: whether an INACTIVE hook may be bound.

    `refuse` answers 400 E0000001 to a new binding; sending an existing one back is accepted.
    """

    # Recorded four times by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create:
    # deactivate 200, delete 204, with the rule still naming the hook.
    delete_bound: Literal["accept", "refuse"] = "accept"
    """Unknown but for token hooks: whether a hook that is bound may be deleted.

    `accept` leaves the reference dangling, as was recorded for token hooks; `refuse` answers 400
    E0000001.
    """

    dangling_reference: Literal["keep", "hide"] = "keep"
    """Unknown: what a token rule shows whose hook was deleted.

    `keep` shows the id of the deleted hook until the rule is rewritten; `hide` shows no hook.
    """

    # The text is quoted in a test of terraform-provider-okta; status and code are not.
    deactivate_bound_registration: Literal["refuse", "forbid", "accept"] = "refuse"
    """Unknown: the error for deactivating a registration hook that a policy uses.

    `refuse` answers 400 E0000001, `forbid` 403 E0000006, both with the reported text; `accept`
    deactivates it.
    """

    deactivate_bound_saml: Literal["refuse", "accept"] = "refuse"
    """Unknown: whether a SAML hook that an app uses can be deactivated.

    `refuse` answers 400 E0000001.
    """

    # Omitting the member was recorded to unbind; a null was never sent.
    token_hook_null: Literal["refuse", "unbind"] = "refuse"
    """Unknown: the answer to a token rule with `inlineHook` null; leaving it out unbinds.

    `refuse` answers 400 E0000001.
    """

    # Recorded by terraform-provider-okta for policies of the types PROFILE_ENROLLMENT (3 of 3) and
    # PASSWORD (2 of 2): their status stays, as a hook's does. Those ignore it in either position.
    put_status: Literal["ignore", "obey"] = "ignore"
    """Unknown but for some types of policies: whether a PUT with another `status` changes it.

    It is about policies of other types, rules of policies, and the policies and rules of
    authorization servers. `ignore` leaves the status to the lifecycle calls; `obey` sets it.
    """

    # GET shows null for an unbound rule, and Okta's Postman collection sends null.
    empty_registration_hooks: Literal["refuse", "unbind"] = "refuse"
    """Unknown: the answer to `preRegistrationInlineHooks` as an empty list; null unbinds.

    `refuse` answers 400 E0000001.
    """

    # terraform-provider-okta issue 1733.
    omitted_progressive_profiling: Literal["refuse", "drop"] = "refuse"
    """Unknown: the answer to an enrollment rule without `progressiveProfilingAction`.

    `refuse` answers 400 E0000001, as orgs are reported to do since 2023; `drop` accepts it, and the
    member is gone, as was recorded before.
    """

    # Reports of terraform-provider-okta, issues 1213 and 1394, are about a rule that has one and a
    # PUT that leaves it out. A first one was recorded as accepted.
    other_ui_schema: Literal["refuse", "accept"] = "refuse"
    """Unknown: whether an enrollment rule that has a `uiSchemaId` takes another.

    `refuse` answers 400 E0000001, as orgs do when it is left out; `accept` stores the new one.
    """

    progressive_scope: Literal["accept", "refuse"] = "accept"
    """Unknown: whether the scope PROGRESSIVE_PROFILING needs `progressiveProfilingAction` ENABLED.

    `refuse` answers 400 E0000001. The default is the lenient one: no text says so.
    """

    # Omission is not uniform in apps: acsEndpoints was cleared, slo and spCertificate stay.
    omitted_saml_hooks: Literal["unbind", "keep"] = "unbind"
    """Unknown: what PUT of an app without `inlineHooks` does to the bound hook.

    `unbind` empties the list, as was recorded for `acsEndpoints`; `keep` leaves it, as `slo` is.
    """

    second_saml_hook: Literal["refuse", "accept"] = "refuse"
    """Unknown: the answer to two hooks for one app; one is documented as the maximum.

    `refuse` answers 400 E0000001; `accept` stores both.
    """

    # Recorded by salto-io/salto: a complete list of policies with a `next`, whose page is [].
    spurious_next: Literal["policies", "everywhere", "none"] = "policies"
    """Unknown but for policies: which lists show a next page that is empty, when given a `limit`.

    `policies` does so for policies only, as was recorded; `everywhere` also for apps, groups and
    authorization servers; `none` never does.
    """

    log_lag: Literal["none", "ten-seconds"] = "none"
    """Unknown: how long after a change the System Log shows its event.

    `none` shows it at once; `ten-seconds` shows an event when it is ten seconds old. The default is
    the lenient one: Okta promises near real time, and no number.
    """

    token_rule_events: Literal["logged", "silent"] = "logged"
    """Unknown: whether changes of an authorization server's rules are `policy.rule` events.

    `silent` logs none of them.
    """

    # The API's description names `.read` alone for every GET.
    manage_scope: Literal["separate", "implies-read"] = "separate"
    """Unknown: whether a token with a `.manage` scope may read where `.read` is asked for."""

    assertion_ahead: Literal["refuse", "accept"] = "refuse"
    """Unknown: whether a client assertion may have been issued, by its `iat`, later than the
    emulator's clock. By default it may not, so that clients meet a clock that is fast."""

    # Okta, DPoP guide: renewed daily, the old one works for three days.
    dpop_nonce: Literal["daily", "each"] = "daily"
    """How long a DPoP nonce is good: `daily` renews it and takes the last 3, as documented (at
    which hour is unknown); `each` gives one for every request, good once."""

    # okta-sdk-nodejs issues 453 and 521.
    dpop_htu: Literal["decoded", "either"] = "decoded"
    """Unknown: whether `htu` of a DPoP proof may be percent-encoded, as `either` lets it; clients
    report that it is compared with the decoded path."""

    me_of_client: Literal["forbid", "not-found"] = "forbid"
    """Unknown: the answer to `/api/v1/users/me` for an OAuth client, which is no user: 403
    E0000006, or 404 E0000007."""

    def features(self) -> frozenset[str]:
        """The features that are on, by the names that a seed has for them."""
        prefix = "feature_"
        names = [field.name for field in fields(self) if field.name.startswith(prefix)]
        on = [name for name in names if getattr(self, name) == "on"]
        return frozenset(name.removeprefix(prefix).replace("_", "-") for name in on)
