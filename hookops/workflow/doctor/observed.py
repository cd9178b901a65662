"""What answers say of the org: its clock, its rate limits, and how full it is."""

from collections.abc import Iterator

from hookops.kinds import LISTED
from hookops.model.text import plural
from hookops.report.doctor.value import Check
from hookops.workflow.doctor.access import Reads
from hookops.workflow.doctor.subject import Subject

SKEW_S = 60
"""From here on a clock is wrong. Source: RFC 7519, 4.1.4: leeways are of a few minutes at most."""
FEW = 10
"""Percent of a rate limit."""
IN_ORDER = tuple(sorted(LISTED, key=lambda name: not LISTED[name].is_called))
"""Kinds: what Okta calls comes first."""


def check(subject: Subject, reads: Reads) -> Iterator[Check]:
    """The clock, the rate limit, and each kind's limit."""
    assert subject.session is not None
    yield _check_clock(subject.session.clock_ahead_s)
    traffic = subject.session.traffic
    yield _check_headroom(traffic.rate_limit_remaining, traffic.rate_limit)
    yield from (_check_limit(name, reads) for name in IN_ORDER)


def _check_clock(ahead_s: float | None) -> Check:
    if ahead_s is None:
        return Check("clock", "unknown", "no answer of the org has the time")
    # Answers have whole seconds, and take a moment.
    if abs(ahead_s) <= SKEW_S:
        return Check("clock", "ok", f"within {max(1, round(abs(ahead_s)))} s of Okta's")
    side = "behind" if ahead_s > 0 else "ahead of"
    return Check(
        "clock",
        "warning",
        f"this computer's clock is {abs(ahead_s):.0f} s {side} Okta's; hookops goes by Okta's",
        "synchronise it, as by NTP: certificates and other tools go by it",
    )


def _check_headroom(left: int | None, limit: int | None) -> Check:
    if left is None:
        return Check("rate limit", "unknown", "no answer of the org names one")
    of = f" of {limit}" if limit is not None else ""
    found = f"{left}{of} requests are left in this minute"
    if left * 100 > FEW * (limit or 0):
        return Check("rate limit", "ok", found)
    return Check(
        "rate limit",
        "warning",
        found,
        "hookops waits when none is left; the Admin Console (Reports, Rate Limits) shows who else "
        "sends requests",
    )


def _check_limit(name: str, reads: Reads) -> Check:
    kind = LISTED[name]
    check, seen = f"{kind.title}s", reads.lists.get(name)
    if seen is None:
        return Check(check, "unknown", "not counted: see read")
    count = len(seen.actuals) + len(seen.unsupported)
    found = f"{plural(count, kind.title)} in Okta; {kind.limit}"
    if count < kind.many:
        return Check(check, "ok", found)
    return Check(check, "warning", found, "hookops list shows those that nothing uses: delete them")
