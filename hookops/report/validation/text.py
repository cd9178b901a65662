"""What is valid, in lines of text; what is not was on standard error before."""

from hookops.report.text_kit import Line, draw
from hookops.report.validation.value import Validation


def validation_text(validation: Validation, *, styled: bool = False, width: int = 0) -> str:
    """A line for each group of organizations.

    The count shows a wrong PATH that "valid" alone would hide.
    """
    lines = [Line(f"{text} valid", "green") for text in validation.counts]
    return draw(lines, None, styled=styled, width=width)
