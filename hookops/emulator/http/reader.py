"""Reading a JSON body member by member, and collecting what is wrong on the way."""

from collections.abc import Mapping
from typing import Any

from hookops.emulator.http.errors import Problem

# UTF-8 needs a fourth byte from U+10000 on.
_LAST_OF_3_BYTES = 0xFFFF
# JSON can write half a surrogate pair, which no UTF-8 can hold.
_SURROGATES = range(0xD800, 0xE000)
# As causes of E0000001 read: `name: The field cannot be left blank`.
BLANK = "The field cannot be left blank"


class Reader:
    """Gives usable values for whatever it is asked, and collects the problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, path: str, message: str) -> None:
        """The body is refused, for this too."""
        self.problems.append(Problem(path, message))

    def text(
        self,
        holder: Mapping[str, Any],
        path: str,
        *,
        required: bool = True,
        longest: int | None = None,
    ) -> str:
        """The text that `holder` has under the last name of `path`; empty when there is none.

        Source: Okta, API overview: text is UTF-8 of at most three bytes a character.
        """
        # A problem never stops the reading: Okta lists the causes of an error together. What is
        # unusable becomes an empty text, so that later checks need no special case.
        value = holder.get(path.rpartition(".")[2])
        # Null, empty and left out are the same: members may be omitted when null. Source: Okta API,
        # Core concepts.
        if value is None or value == "":
            if required:
                self.problem(path, BLANK)
            return ""
        if not isinstance(value, str):
            self.problem(path, "The value must be a string")
            return ""
        if longest is not None and len(value) > longest:
            self.problem(path, f"The field cannot exceed {longest} characters")
        if any(ord(char) > _LAST_OF_3_BYTES or ord(char) in _SURROGATES for char in value):
            self.problem(path, "The value contains characters that are not supported")
        return value

    def object(self, value: Any, path: str) -> Mapping[str, Any]:
        """The JSON object at `path`; an empty one when it is something else."""
        if isinstance(value, dict):
            return value
        self.problem(path, BLANK if value is None else "The value must be an object")
        return {}
