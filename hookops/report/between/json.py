"""The differences as JSON."""

from hookops.model.drift import Between, Difference
from hookops.model.resource import Json
from hookops.model.source import dotted
from hookops.report.json_kit import FORMAT_VERSION, dumps, place
from hookops.report.plan.json import diagnostic_data


def between_json(between: Between) -> str:
    """Everything that the report says."""
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "organizations": list(between.names),
            "differences": [_difference(each) for each in between.differences],
            "unread": [diagnostic_data(each) for each in between.unread],
            "compared": between.compared,
        }
    )


def _difference(difference: Difference) -> dict[str, Json]:
    # Both sides in the order of `organizations`.
    return {
        "name": difference.name,
        "path": dotted(difference.path),
        "values": list(difference.values),
        "declared": list(difference.declared),
        "origin": place(difference.mark),
    }
