"""A preview as JSON: no bodies in it, so that it can be kept and published."""

from hookops.contracts.exchange import Exchange, Preview, Probed, Reply
from hookops.contracts.values import Answer, Finding
from hookops.model.resource import Json
from hookops.report.json_kit import FORMAT_VERSION, address, dumps
from hookops.report.words import clean


def preview_data(found: Preview) -> dict[str, Json]:
    """Everything that was found; of bodies their sizes."""
    # Bodies hold names, addresses and codes of users, and CI keeps reports for months.
    return {
        "format_version": FORMAT_VERSION,
        "organization": found.organization,
        "address": address(found.key),
        "type": found.hook_type,
        "service": found.url,
        "authentication": found.authentication,
        "via": found.via,
        "budget_s": found.budget_s,
        "passed": found.passed,
        "remarks": list(found.remarks),
        "calls": [_call(exchange) for exchange in found.exchanges],
        "probes": [_probe(probe) for probe in found.probed],
        "accepted_secrets": list(found.accepted),
        "times": _times(found),
    }


def preview_json(found: Preview) -> str:
    """`preview_data` as text."""
    return dumps(preview_data(found))


def _call(exchange: Exchange) -> dict[str, Json]:
    return {
        "case": clean(exchange.case.name),
        "expected_status": exchange.case.status,
        "expected_error": exchange.case.error,
        **_reply(exchange.reply),
        "passed": exchange.passed,
        "outcome": exchange.verdict.outcome,
        "effect": exchange.verdict.effect,
        "findings": [_finding(finding) for finding in exchange.findings],
    }


def _probe(probe: Probed) -> dict[str, Json]:
    findings = [_finding(finding) for finding in probe.findings]
    return {"how": probe.how, **_reply(probe.reply), "findings": findings}


def _reply(reply: Reply) -> dict[str, Json]:
    answer = reply.answer
    tls = reply.tls
    return {
        "status": answer.status if isinstance(answer, Answer) else None,
        "bytes": len(answer.body) if isinstance(answer, Answer) else None,
        "no_answer": None if isinstance(answer, Answer) else answer.reason,
        # Cleaned although it is JSON: notes hold text of a service, and people print this file.
        "note": clean(reply.note) or None,
        "elapsed_s": answer.elapsed_s,
        "token_s": reply.token_s,
        "tls": {"version": tls.version or None, "days_left": tls.days_left} if tls else None,
    }


def _times(found: Preview) -> dict[str, Json] | None:
    times = found.times
    if times is None:
        return None
    return {
        "count": times.count,
        "p50_s": times.p50_s,
        "p95_s": times.p95_s,
        "max_s": times.max_s,
        "findings": [_finding(finding) for finding in found.time_findings],
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "path": clean(finding.where) or None,
        "text": clean(finding.text),
        "fix": clean(finding.fix) or None,
    }
