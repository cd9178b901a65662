"""A preview in lines of text; request and answer side by side where the terminal is wide."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from hookops.contracts.exchange import Exchange, Preview
from hookops.contracts.values import Finding, NoAnswer
from hookops.model.text import plural
from hookops.report.preview.words import (
    accepted_lines,
    answer_lines,
    effect,
    failures,
    finding_lines,
    heading,
    outline,
    passed,
    request_lines,
    secured,
    times_line,
    worst,
)
from hookops.report.text_kit import Line, draw, spaced
from hookops.report.words import clean

WIDE = 110
"""Columns of a terminal from which on two bodies fit side by side."""
NARROW = 76
"""Columns of a body below another; longer texts are not broken."""
MOST_FINDINGS = 40
"""So many are shown of one answer."""

_STYLES = {"error": "red", "warning": "yellow", "info": "cyan", "unknown": "magenta"}


def preview_text(found: Preview, *, styled: bool = False, width: int = 0) -> str:
    """One call in full, of repeated ones the first that failed; a line for each saved case."""
    wide = width if styled and width >= WIDE else 0
    return draw(preview_lines(found, wide), None, styled=styled, width=width)


def preview_lines(found: Preview, wide: int = 0) -> list[Line]:
    """Head, bodies, findings, probes, times, verdict. Shape: `wide` columns, 0 for one."""
    # Saved cases have a line each, since their bodies are in files; one call is shown in full. A
    # single case that says what status it expects is a saved one too.
    cases = {exchange.case.name: exchange.case for exchange in found.exchanges}
    several = len(cases) > 1 or any(case.status is not None for case in cases.values())
    shown = worst(found)
    bodies = _cases(found) if several else _bodies(shown, wide)
    return spaced(
        [
            list(_head(found, several)),
            list(bodies),
            list(_findings(found.findings if not several else _beside(found))),
            [*_probes(found), *map(Line, accepted_lines(found))],
            [Line(times_line(found.times, found.budget_s))] if found.times else [],
            list(_verdict(found, several)),
        ]
    )


def _beside(found: Preview) -> Sequence[Finding]:
    """Findings that stand below no case already."""
    own = {finding for exchange in found.exchanges for finding in exchange.findings}
    return [finding for finding in found.findings if finding not in own]


def _head(found: Preview, several: bool) -> Iterator[Line]:
    yield Line(heading(found), "bold")
    # With --through-okta the address is Okta's: nothing but Okta has spoken to the service.
    by = ", called by Okta" if found.via == "okta" else ""
    yield Line(f"    service: POST {clean(found.url)}{by}")
    yield Line(f"    authentication: {clean(found.authentication)}")
    if tls := secured(found.exchanges[0].reply):
        yield Line(f"    security: {tls}")
    for remark in found.remarks:
        yield Line(f"    note: {clean(remark)}", "yellow")
    if several:
        return
    shown = worst(found)
    yield Line(f"    request: {clean(shown.case.name)}")
    yield Line(f"    answer: {outline(shown.reply)}")


def _bodies(exchange: Exchange, wide: int) -> Iterator[Line]:
    # Without an answer the reason says more than the request, which would push it off the screen.
    if isinstance(exchange.reply.answer, NoAnswer):
        return
    if wide:
        yield from _side_by_side(exchange, (wide - 3) // 2)
        return
    yield Line("request", "bold")
    yield from (Line(f"    {line}") for line in request_lines(exchange, NARROW))
    yield Line("answer", "bold")
    yield from (Line(f"    {line}") for line in answer_lines(exchange, NARROW))


def _side_by_side(exchange: Exchange, column: int) -> Iterator[Line]:
    left = _wrapped(request_lines(exchange, column), column)
    right = _wrapped(answer_lines(exchange, column), column)
    yield Line(f"{'request':<{column}}   answer", "bold")
    for one, other in zip_longest(left, right, fillvalue=""):
        yield Line(f"{_padded(one, column)} | {other}")


def _wrapped(lines: Sequence[str], column: int) -> list[str]:
    """Cut at the column, since a body has few places to break a line at."""
    # Counted in cells of a terminal: a letter of Chinese or an emoji takes two.
    from rich.cells import chop_cells

    return [part for line in lines for part in (chop_cells(line, column) or [""])]


def _padded(text: str, column: int) -> str:
    from rich.cells import set_cell_size

    return set_cell_size(text, column)


def _findings(findings: Sequence[Finding]) -> Iterator[Line]:
    for finding in findings[:MOST_FINDINGS]:
        style = _STYLES[finding.severity]
        first, *rest = finding_lines(finding)
        yield Line(first, style)
        yield from (Line(line) for line in rest)
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        yield Line(f"and {plural(more, 'more finding')}; --format json has them")


def _cases(found: Preview) -> Iterator[Line]:
    for exchange in found.exchanges:
        style = "green" if exchange.passed else "red"
        name = clean(exchange.case.name)
        yield Line(f"{passed(exchange.passed)} {name}: {outline(exchange.reply)}", style)
        # A case may expect a failure: what the answer does wrong is then no finding of the case.
        wanted = exchange.passed and not exchange.verdict.passed
        shown = exchange.beside if wanted else exchange.findings
        yield from (Line(f"    {line.text}", line.style) for line in _findings(shown))


def _probes(found: Preview) -> Iterator[Line]:
    for probe in found.probed:
        # A service that accepts a call without the secret has a finding, shown above.
        correct = "" if probe.findings else " (refused, which is correct)"
        yield Line(f"called {probe.how}: {outline(probe.reply)}{correct}")


def _verdict(found: Preview, several: bool) -> Iterator[Line]:
    bad, count = failures(found), len(found.exchanges)
    style = "bold green" if found.passed else "bold red"
    word = passed(found.passed)
    if several:
        yield Line(f"Verdict: {word}, {count - bad} of {plural(count, 'case')} passed.", style)
        return
    some = f", {bad} of {count} answers" if bad and count > 1 else ""
    if not found.passed and not bad:
        # A probe or the times failed; the effect below is of the answer, and reads well.
        some = " because of the findings above, which are not about the answer itself"
    yield Line(f"Verdict: {word}{some}. {effect(worst(found))}", style)
