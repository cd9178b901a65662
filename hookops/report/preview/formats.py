"""The formats of the preview report, and the function that picks one."""

from hookops.contracts.exchange import Preview
from hookops.report.plan.json import dumps
from hookops.report.preview.json import preview_data
from hookops.report.preview.text import preview_text

PREVIEW_FORMATS = ("text", "json")
"""The first is the default."""


def render_preview(found: Preview, format: str, *, styled: bool = False, width: int = 80) -> str:
    """What was found, in one of `PREVIEW_FORMATS`.

    Raises: ValueError for another format.
    """
    match format:
        case "text":
            return preview_text(found, styled=styled, width=width)
        case "json":
            return dumps(preview_data(found))
    raise ValueError(format)
