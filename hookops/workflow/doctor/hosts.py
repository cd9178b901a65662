"""Whether the services of hooks can be reached: name, address, TLS, days of the certificate.

A connection to a checked address, and nothing in it: no request, no secret.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from hookops.contracts.exchange import Reply
from hookops.contracts.probes import certificate
from hookops.contracts.values import NoAnswer
from hookops.kinds import LISTED
from hookops.model.errors import BlockedAddress, VerificationFailed
from hookops.model.resource import Spec
from hookops.model.text import plural
from hookops.network.hosts import is_host, place_of
from hookops.okta.encoding import plain
from hookops.report.doctor.value import Check, problem
from hookops.service.caller import reach
from hookops.service.target import read_target
from hookops.workflow.doctor.access import Reads
from hookops.workflow.doctor.subject import Subject

HOST_S = 5.0
"""For one host; Okta waits for 3 s for a whole answer."""
ALL_S = 20.0
"""For all hosts together, so that a hundred that are silent do not take minutes."""
_AT_ONCE = 32


def check(subject: Subject, reads: Reads) -> Iterator[Check]:
    """A check for each host that hooks call, in the order of their names."""
    hosts = _hosts(subject, reads)
    if not hosts and not subject.desired and not reads.lists:
        yield Check("host", "unknown", "not looked at: see above")
        return
    if not hosts:
        yield Check("host", "ok", "no hook that is known here calls one")
        return
    end_s = subject.network.clock() + ALL_S
    with ThreadPoolExecutor(min(len(hosts), _AT_ONCE)) as pool:
        found = [pool.submit(_check_host, subject, *host, end_s) for host in sorted(hosts.items())]
        yield from (each.result() for each in found)


def _hosts(subject: Subject, reads: Reads) -> dict[str, str]:
    """A URL of each host: what the manifests declare; where there are none, what the org has."""
    listed = [(key.kind, one.spec) for key, one in subject.desired.items() if key.kind in LISTED]
    if not listed:
        listed = [(kind, one.spec) for kind, seen in reads.lists.items() for one in seen.actuals]
    urls = (url for kind, spec in listed for url in _urls(kind, spec))
    # What is no URL may be anything, a secret too, and is not named.
    return {place if is_host(place := place_of(url)) else "(no host)": url for url in urls}


def _urls(kind: str, spec: Spec) -> Iterator[str]:
    yield from LISTED[kind].called_urls(spec.compared())


def _check_host(subject: Subject, place: str, url: str, end_s: float) -> Check:
    budget_s = min(HOST_S, end_s - subject.network.clock())
    if budget_s <= 0:
        return Check("host", "unknown", f"not reached in {ALL_S:.0f} s for all hosts", "", 0, place)
    try:
        # No private network, whatever the job allows: a manifest names the host.
        target = read_target(url)
        reply = reach(target, budget_s=budget_s, network=subject.network, text_of=plain)
    except BlockedAddress as error:
        return _of_emulated(subject, problem("host", error, place))
    found = replace(_judge(reply), subject=place)
    return _of_emulated(subject, found)


def _judge(reply: Reply) -> Check:
    tls = reply.tls
    # Expired certificates have no version: the handshake failed on them.
    for finding in certificate(tls.days_left) if tls else ():
        if finding.severity == "error":
            return problem("host", VerificationFailed(finding.text, finding.fix))
        return Check("host", "warning", finding.text, finding.fix)
    if isinstance(reply.answer, NoAnswer):
        text = reply.note or reply.answer.reason
        found = problem("host", VerificationFailed(text, _FIXES[reply.answer.reason]))
        # A firewall that lets only Okta in is no fault.
        late = reply.answer.reason == "timeout"
        return replace(found, state="warning", exit_code=0) if late else found
    if tls is None:
        return Check("host", "ok", "it takes connections")
    version = tls.version.replace("TLSv", "TLS ")
    days = plural(int(tls.days_left), "day")
    return Check("host", "ok", f"{version}, the certificate lasts {days}")


_FIXES = {
    "connection": "is the name right, and does the service run? Okta has to reach it from the "
    "Internet",
    "tls": "send the whole chain of a certificate of a public authority for this name",
    "timeout": "does the service run? where a firewall lets only Okta in, hookops preview NAME "
    "--through-okta has Okta call it",
}


def _of_emulated(subject: Subject, check: Check) -> Check:
    """A warning, where no flow of a real org calls the service."""
    if not subject.emulated or check.state != "problem":
        return check
    found = f"{check.found}; an emulated org does without it"
    return replace(check, state="warning", found=found, exit_code=0)
