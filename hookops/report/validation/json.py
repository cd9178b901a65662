"""What `validate` found, as JSON."""

from hookops.model.diagnostic import errors
from hookops.model.resource import Json
from hookops.report.json_kit import FORMAT_VERSION, dumps
from hookops.report.plan.json import diagnostic_data
from hookops.report.validation.value import Validation


def validation_json(validation: Validation) -> str:
    """Every problem with its place, and what is declared."""
    # The counts too: a script that asks "how many" must not have to count severities.
    wrong = len(errors(validation.diagnostics))
    data: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "valid": not wrong,
        "organizations": [
            {"names": list(names), "declared": dict(counts)} for names, counts in validation.groups
        ],
        "diagnostics": [
            {"severity": each.severity, **diagnostic_data(each)} for each in validation.diagnostics
        ],
        "summary": {"errors": wrong, "warnings": len(validation.diagnostics) - wrong},
    }
    return dumps(data)
