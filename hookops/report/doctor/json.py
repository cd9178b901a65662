"""Checks as JSON. Its schema is `schemas/report/doctor.schema.json`."""

from hookops.report.doctor.value import Doctor
from hookops.report.json_kit import FORMAT_VERSION, dumps


def doctor_json(doctor: Doctor) -> str:
    """Every check, and the exit code that comes of them."""
    # Each check by itself, also those that the text has in one line: scripts look for one.
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "organization": doctor.title,
            "exit_code": doctor.exit_code,
            "checks": [
                {
                    "check": check.name,
                    "subject": check.subject,
                    "state": check.state,
                    "found": check.found,
                    "fix": check.fix,
                    "exit_code": check.exit_code,
                }
                for check in doctor.checks
            ],
            "summary": {
                "ok": doctor.count("ok"),
                "warnings": doctor.count("warning"),
                "problems": doctor.count("problem"),
                "unknown": doctor.count("unknown"),
            },
        }
    )
