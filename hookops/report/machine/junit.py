"""Test results: a test for each problem, which fails, and for what is in order, which passes.

Source: the schema of Ant's JUnit reports, as Jenkins and GitLab read it.
"""

from collections.abc import Sequence
from html import escape

from hookops.model.drift import Drift
from hookops.report.machine.findings import Found, of_diagnostics, of_drift
from hookops.report.validation.value import Validation
from hookops.report.words import clean, things


def drift_junit(drift: Drift) -> str:
    """Each thing that drifted fails; what nobody could read is an error of the test.

    What is waived stands in the output.
    """
    unread = of_diagnostics(drift.unread, "warning")
    found = [each for each in of_drift(drift) if each not in unread and each.level != "note"]
    waived = [each.message for each in of_drift(drift) if each.level == "note"]
    in_sync = sum(drift.in_sync.values())
    # Some readers show no suite without a test, and then nothing seems to have run.
    passed = [f"{things(drift.in_sync)} in sync"] if in_sync or not (found or unread) else []
    return _suite(f"drift {drift.organization}", passed, found, unread, waived)


def validation_junit(validation: Validation) -> str:
    """Each error fails; warnings stand in the output of the test that passes."""
    found = of_diagnostics(validation.diagnostics)
    wrong = [each for each in found if each.level == "error"]
    warned = [f"warning: {each.message}" for each in found if each.level != "error"]
    passed = [] if wrong else [f"{text} valid" for text in validation.counts]
    return _suite("validate", passed, wrong, [], warned)


def _suite(
    name: str,
    passed: Sequence[str],
    failed: Sequence[Found],
    errors: Sequence[Found],
    output: Sequence[str] = (),
) -> str:
    tests = [f"<testcase{_attributes(classname=name, name=text, time='0')}/>" for text in passed]
    tests += [_test(name, each, "failure") for each in failed]
    tests += [_test(name, each, "error") for each in errors]
    counts = {"tests": str(len(tests)), "failures": str(len(failed)), "errors": str(len(errors))}
    system_out = f"<system-out>{escape(chr(10).join(output))}</system-out>" if output else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<testsuites>",
        f"<testsuite{_attributes(name=name, **counts, time='0')}>",
        *tests,
        *([system_out] if system_out else []),
        "</testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _test(suite: str, found: Found, kind: str) -> str:
    place = f"{found.mark}: " if found.mark is not None else ""
    # With its place, since readers show two tests of one name as one.
    attributes = _attributes(classname=suite, name=f"{place}{found.title}", time="0")
    about = _attributes(type=found.code, message=found.message)
    return f"<testcase{attributes}><{kind}{about}>{escape(found.message)}</{kind}></testcase>"


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{escape(clean(value, 2000))}"' for name, value in values.items())
