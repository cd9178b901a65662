"""What programs of others read in reports: `formats.py sarif VERDICT REPORT`, `formats.py junit
REPORT..`. Ends with 1 when a report is not as its readers want it."""

# ruff: noqa: T201

import json
import sys
from pathlib import Path


def check_sarif(verdict: str, report: str) -> int:
    """The multitool found nothing, and the report has results where it should."""
    # Windows programs begin files with a mark.
    runs = json.loads(Path(verdict).read_text("utf-8-sig"))["runs"]
    found = [result for run in runs for result in run.get("results", [])]
    for result in found:
        print(f"{Path(report).name}: {result['ruleId']} {result.get('level', 'warning')}")
        print(f"    {json.dumps(result['message'])[:300]}")
    results = json.loads(Path(report).read_text("utf-8"))["runs"][0]["results"]
    print(f"{Path(report).name}: {len(results)} results, {len(found)} complaints")
    return int(bool(found))


def check_junit(reports: list[str]) -> int:
    """junitparser counts what the reports say."""
    from junitparser import JUnitXml  # type: ignore[import-not-found]

    wrong = 0
    for report in reports:
        suites = JUnitXml.fromfile(report)
        tests = [test for suite in suites for test in suite]
        failed = [test for test in tests if test.result]
        counted = sum(suite.failures + suite.errors for suite in suites)
        print(f"{Path(report).name}: {len(tests)} tests, {len(failed)} failed")
        wrong += not tests or len(failed) != counted
    return int(bool(wrong))


if __name__ == "__main__":
    what, *names = sys.argv[1:]
    sys.exit(check_junit(names) if what == "junit" else check_sarif(*names))
