"""The formats of the usage report, and the function that picks one."""

from hookops.model.usage import Usage
from hookops.report.plan.json import dumps
from hookops.usage.report.csv import usage_csv
from hookops.usage.report.html import usage_html
from hookops.usage.report.json import usage_data
from hookops.usage.report.text import usage_text

USAGE_FORMATS = ("text", "json", "csv", "html")
"""The first is the default."""


def render_usage(usage: Usage, format: str, *, styled: bool = False, width: int = 80) -> str:
    """The figures in one of `USAGE_FORMATS`.

    Raises: ValueError for another format.
    """
    match format:
        case "text":
            return usage_text(usage, styled=styled, width=width)
        case "json":
            return dumps(usage_data(usage))
        case "csv":
            return usage_csv(usage)
        case "html":
            return usage_html(usage)
    raise ValueError(format)
