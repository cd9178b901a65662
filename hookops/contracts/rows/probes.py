"""The rules that need more than one answer, or more than an answer: time, secrets, TLS."""

from hookops.contracts.values import Check

_SECURE = "Okta, Secure inline hooks (guide)"
_TIMEOUT = "Okta, Inline hooks (concept), Inline hook timeouts and retries"
_REFUSE = "answer 401 or 403 unless the secret is right"

PROBES = (
    Check(
        "probe.time-over",
        "error",
        "of 20 answers one takes {p95} s or more, and Okta waits {budget} s",
        "answer faster, and do slow work after the answer",
        _TIMEOUT,
    ),
    Check(
        "probe.time-near",
        "warning",
        "of 20 answers one takes {p95} s or more, which is near the {budget} s that Okta waits",
        "answer faster, and do slow work after the answer",
        _TIMEOUT,
    ),
    Check(
        "probe.accepts",
        "error",
        "the service answers {status} to a call {how}",
        _REFUSE,
        _SECURE,
    ),
    Check(
        "probe.redirects",
        "warning",
        "the service redirects a call {how}",
        _REFUSE,
        f"inferred from {_SECURE}",
    ),
    Check(
        "probe.stumbles",
        "warning",
        "the service answers {status} to a call {how}, which looks like a fault and no refusal",
        _REFUSE,
        f"inferred from {_SECURE}",
    ),
    Check(
        "probe.other-refusal",
        "info",
        "the service refuses a call {how} with {status}",
        "answer 401 or 403, so that logs tell it from bad data",
        "inferred from RFC 9110, sections 15.5.2 and 15.5.4",
    ),
    Check(
        "probe.silent",
        "unknown",
        "the service did not answer a call {how}, so it cannot be told whether it refuses",
        "see why it does not answer",
        _SECURE,
    ),
    Check(
        "probe.tls-expired",
        "error",
        "the certificate of the service has expired, so the next call fails",
        "renew it",
        "Okta, Inline hooks (concept): calls go over HTTPS",
    ),
    Check(
        "probe.tls-soon",
        "warning",
        "the certificate of the service expires in {left}",
        "renew it",
        "our own margin: three weeks",
    ),
    Check(
        "probe.redirect-insecure",
        "error",
        "the service redirects to an address without HTTPS",
        "redirect nowhere; put the last address into the hook's uri",
        "Okta, Inline hooks (concept): redirects are not followed, calls go over HTTPS",
    ),
    Check(
        "probe.echo-header",
        "error",
        "the header {name} of the answer holds a secret of the call",
        "send secrets nowhere; rotate this one",
        "no rule of Okta's: a secret belongs in no log",
    ),
    Check(
        "probe.echo-body",
        "error",
        "the body of the answer holds a secret of the call",
        "send secrets nowhere; rotate this one",
        "no rule of Okta's: a secret belongs in no log",
    ),
    Check(
        "probe.case",
        "error",
        "the case expects status {expected}, and the service answers {status}",
        "repair the service, or save the case again",
        "no rule of Okta's: whoever saved the case said so",
    ),
    Check(
        "probe.own-secret",
        "warning",
        "the service refuses the hook's own secret with {status}",
        "give the service and the hook the same value",
        "inferred from RFC 9110, sections 15.5.2 and 15.5.4",
    ),
)
