"""Words that all renderings of a preview share. All from outside is cleaned here."""

import json
from collections.abc import Iterator, Mapping

from hookops.contracts.confidential import hidden
from hookops.contracts.exchange import Exchange, Preview, Reply, Times
from hookops.contracts.values import Answer, Finding
from hookops.model.resource import Json
from hookops.model.text import plural
from hookops.report.words import clean

MOST_LINES = 200
"""So many are shown of one body."""
_HIDDEN = "<hidden>"


def passed(good: bool) -> str:
    """The verdict's word."""
    return "passed" if good else "failed"


def heading(found: Preview) -> str:
    """What was previewed."""
    where = clean(found.title or found.organization)
    return f"Preview of {clean(str(found.key))}, a {found.hook_title} hook of {where}"


def outline(reply: Reply) -> str:
    """`200, 312 bytes, in 0.04 s`, or why there is no answer."""
    answer = reply.answer
    token = f", {seconds(reply.token_s)} of it for the token" if reply.token_s else ""
    took = f"in {seconds(answer.elapsed_s)}{token}" if answer.elapsed_s is not None else ""
    if isinstance(answer, Answer):
        size = plural(len(answer.body), "byte") if answer.body else "no body"
        return ", ".join(filter(None, (str(answer.status), size, took)))
    # The note is the library's own words about the failure; the reason is one of a few of ours.
    note = clean(reply.note) or answer.reason
    return f"no answer{f' {took}' if took else ''}: {note}"


def secured(reply: Reply) -> str:
    """The TLS version and how long the certificate lasts; empty without TLS."""
    # Okta calls services over TLS only, but a preview may call one on this computer without.
    tls = reply.tls
    if tls is None or not tls.version:
        return ""
    days = plural(int(tls.days_left), "day")
    return f"{tls.version.replace('TLSv', 'TLS ')}, the certificate lasts {days}"


def seconds(value: float) -> str:
    """`0.04 s`; short times in milliseconds."""
    return f"{value * 1000:.0f} ms" if value < 0.1 else f"{value:.2f} s"


def finding_lines(finding: Finding) -> Iterator[str]:
    """The finding, and what to do about it."""
    where = f" at {clean(finding.where)}" if finding.path else ""
    yield f"{finding.severity} {finding.check}{where}: {clean(finding.text)}"
    if finding.fix:
        yield f"    fix: {clean(finding.fix)}"


def times_line(times: Times, budget_s: float) -> str:
    """How long repeated calls took, beside what Okta waits."""
    shown = ", ".join(
        f"{name} {seconds(value)}"
        for name, value in (("p50", times.p50_s), ("p95", times.p95_s), ("max", times.max_s))
    )
    return f"{plural(times.count, 'call')}: {shown}; Okta waits {budget_s:g} s"


def accepted_lines(found: Preview) -> Iterator[str]:
    """A line for each secret that the service was seen to tell from others."""
    for path in found.accepted:
        yield f"{path}: the service accepts this value"


def worst(found: Preview) -> Exchange:
    """The first exchange that failed, or else the first."""
    return next((e for e in found.exchanges if not e.passed), found.exchanges[0])


def failures(found: Preview) -> int:
    """How many exchanges failed."""
    return sum(not exchange.passed for exchange in found.exchanges)


def effect(exchange: Exchange) -> str:
    """What Okta would do, as a sentence."""
    return f"Effect in Okta: {clean(exchange.verdict.effect)}."


def request_lines(exchange: Exchange, width: int) -> list[str]:
    """The request as JSON, without its password or code."""
    return _lines(compact(exchange.case.request, width), exchange)


def answer_lines(exchange: Exchange, width: int) -> list[str]:
    """The answer's body, as JSON where it is; nothing of it when it holds a secret."""
    answer = exchange.reply.answer
    if not isinstance(answer, Answer) or not answer.body:
        return ["(nothing)"]
    # Not one byte of it: parts of a secret could stand anywhere in a body that repeats it.
    if exchange.echoes:
        return ["(not shown: it holds a secret of the call)"]
    text = answer.body.decode("utf-8", "replace")
    try:
        return _lines(compact(json.loads(text), width), exchange)
    except (ValueError, RecursionError):
        # No JSON, or JSON so deep that it cannot be read: shown as it came, for people to see.
        return _lines(text, exchange)


def compact(value: Json, width: int, indent: str = "", used: int = 0) -> str:
    """JSON for people: what fits into the width is on one line.

    Shape: `used` columns of the first line are taken. Raises: RecursionError.
    """
    # Not `indent=2`: a command of three short members would take as many lines as ten of them.
    line = json.dumps(value, ensure_ascii=False)
    if used + len(line) < width or not value or not isinstance(value, dict | list):
        return line
    inner, named = f"{indent}  ", isinstance(value, dict)
    parts = []
    for name in value:
        start = f"{inner}{json.dumps(name, ensure_ascii=False)}: " if named else inner
        item = value[name] if isinstance(value, dict) else name
        parts.append(start + compact(item, width, inner, len(start)))
    opened, closed = "{}" if named else "[]"
    return f"{opened}\n" + ",\n".join(parts) + f"\n{indent}{closed}"


def _lines(text: str, exchange: Exchange) -> list[str]:
    lines = _without(text, exchange.case.request).splitlines()
    more = len(lines) - MOST_LINES
    shown = [clean(line) for line in lines[:MOST_LINES]]
    return [*shown, f"... and {plural(more, 'more line')}"] if more > 0 else shown


def _without(text: str, request: Mapping[str, Json]) -> str:
    """The text with each password or code of the request hidden."""
    # Under four characters only where it is a whole value: hiding every "1" would leave nothing.
    # Both spellings, since inside of JSON a quote or a letter may be written as an escape.
    for secret in hidden(request):
        quoted = json.dumps(secret, ensure_ascii=False)
        if len(secret) >= 4:
            text = text.replace(quoted[1:-1], _HIDDEN).replace(secret, _HIDDEN)
        elif secret:
            text = text.replace(quoted, f'"{_HIDDEN}"')
    return text
