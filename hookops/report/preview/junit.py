"""A preview as JUnit XML, which CI systems show: a test for every call, every probe, the times."""

from collections.abc import Sequence
from html import escape

from hookops.contracts.exchange import Preview
from hookops.contracts.values import Finding, is_mistake
from hookops.report.preview.words import accepted_lines, effect, finding_lines, outline, times_line
from hookops.report.words import clean

_Test = tuple[str, float, str]
"""Name, seconds, and why it failed: empty when it did not."""


def preview_junit(found: Preview) -> str:
    """One suite for the hook.

    Source: the schema of Ant's JUnit reports, as Jenkins and GitLab read it.
    """
    tests = [*_calls(found), *_probes(found), *_secrets(found), *_times(found)]
    failed = sum(bool(why) for _, _, why in tests)
    # `errors` counts what could not be run; a preview that cannot run ends with an error instead.
    suite = _attributes(
        name=str(found.key),
        tests=str(len(tests)),
        failures=str(failed),
        errors="0",
        time=f"{sum(time for _, time, _ in tests):.3f}",
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", f"<testsuite{suite}>"]
    for name, time, why in tests:
        # The first line becomes the title that CI systems show; all lines are the details.
        test = _attributes(classname=str(found.key), name=name, time=f"{time:.3f}")
        if why:
            message = _attributes(message=why.partition("\n")[0])
            lines.append(f"<testcase{test}><failure{message}>{escape(why)}</failure></testcase>")
        else:
            lines.append(f"<testcase{test}/>")
    return "\n".join([*lines, "</testsuite>", "</testsuites>", ""])


def _calls(found: Preview) -> list[_Test]:
    tests = []
    for exchange in found.exchanges:
        # What is wrong comes first: CI shows the first line.
        ordered = sorted(exchange.findings, key=is_mistake, reverse=True)
        described = [line for finding in ordered for line in finding_lines(finding)]
        why = "\n".join([*described, effect(exchange), outline(exchange.reply)])
        elapsed_s = exchange.reply.answer.elapsed_s or 0.0
        tests.append((exchange.case.name, elapsed_s, "" if exchange.passed else why))
    return tests


def _probes(found: Preview) -> list[_Test]:
    return [
        (f"call {probe.how}", probe.reply.answer.elapsed_s or 0.0, _why(probe.findings))
        for probe in found.probed
    ]


def _secrets(found: Preview) -> list[_Test]:
    # Where it is unproven, the calls and probes above have the reason.
    return [(line, 0.0, "") for line in accepted_lines(found)]


def _times(found: Preview) -> list[_Test]:
    if found.times is None:
        return []
    return [(times_line(found.times, found.budget_s), 0.0, _why(found.time_findings))]


def _why(findings: Sequence[Finding]) -> str:
    # Warnings of a probe are in the text report; a test either passes or fails.
    wrong = [finding for finding in findings if finding.severity == "error"]
    return "\n".join(line for finding in wrong for line in finding_lines(finding))


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{escape(clean(value))}"' for name, value in values.items())
