"""What makes a text dangerous to whoever prints it."""

import re

from hookops.model.text import is_invisible

COMMAND = re.compile(r"(?im)^\s*::|##[a-z]*\[|section_(?:start|end):")
"""At a line's start, or anywhere: as GitHub, Azure, TeamCity and GitLab read it."""


def dangers(text: str) -> list[str]:
    """Each command to a CI system, and each character that nobody sees."""
    seen = text.replace("\n", "")
    return [*COMMAND.findall(text), *{char for char in seen if is_invisible(char)}]
