"""Names that are not what they look like: with characters nobody sees, or of several scripts."""

import unicodedata
from collections.abc import Iterator, Mapping

from hookops.manifest.syntax.characters import complain_of, unsafe
from hookops.model.diagnostic import Problem, Severity
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import find_invisible, is_invisible, show

# Scripts that people write beside each other. Source: UTS #39, 5.2, Highly Restrictive.
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_ALIKE = "letters of two scripts can look the same: check each of them"
# How Unicode's names of letters begin that belong to every script, or to the one of the next word.
_COMMON = frozenset({"MODIFIER", "MICRO", "KATAKANA-HIRAGANA", "FEMININE", "MASCULINE"})
_WIDTHS = frozenset({"FULLWIDTH", "HALFWIDTH"})
_ITERATION = frozenset({"IDEOGRAPHIC", "VERTICAL"})
# Where texts of a manifest or a project name something; a URL has rules of its own.
_NAMES = frozenset({"name", "bindings", "labels", "previousNames"})


def check_names(data: Mapping[str, Json]) -> Iterator[Problem]:
    """What is wrong with the names in a manifest or a project.

    Keys and texts count but for notes and values of headers, which name nothing.
    """
    for path, text, at_key in _texts(data, ()):
        # Nearly every text ends here.
        if text.isascii() and text.isprintable():
            continue
        if char := _hidden_in_name(text):
            yield Problem(
                "character", path, f"{complain_of(char)} in a name", "remove it", at_key=at_key
            )
        elif len(path) > 1 and path[1] in _NAMES and (scripts := mixed_scripts(text)):
            message = f"{show(text, 40)} mixes {scripts}"
            yield Problem("mixed-scripts", path, message, _ALIKE, "warning", at_key)


def check_path(path: str) -> tuple[str, str, str, Severity] | None:
    """Code, message, hint and severity of what is wrong with a path; None for most paths."""
    if path.isascii() and path.isprintable():
        return None
    if char := find_invisible(path):
        message = f"{complain_of(char)} in the path of a manifest"
        return "character", message, "rename the file or the folder", "error"
    if scripts := mixed_scripts(path):
        return "mixed-scripts", f"the path mixes {scripts}", _ALIKE, "warning"
    return None


def _hidden_in_name(text: str) -> str:
    """The first character that a note may have and a name may not, such as a line break."""
    # The others are refused wherever they are, by who reads the text.
    return next((char for char in text if is_invisible(char) and not unsafe(char)), "")


def mixed_scripts(text: str) -> str:
    """`Cyrillic and Latin`: the scripts that people do not write together; empty for none."""
    if text.isascii():
        return ""
    found = {script for char in text if (script := _script(char))}
    if len(found) < 2 or any(found <= together for together in _TOGETHER):
        return ""
    *most, last = sorted(script.capitalize() for script in found)
    return f"{', '.join(most)} and {last}"


def _script(char: str) -> str:
    """The script of a letter, by its name in Unicode; empty for what belongs to all of them."""
    # Python knows no scripts. Names of letters begin with theirs: CYRILLIC SMALL LETTER A.
    if char.isascii():
        return "LATIN" if char.isalpha() else ""
    if not unicodedata.category(char).startswith("L"):
        return ""
    first, *rest = unicodedata.name(char, "").split()[:2] or [""]
    if first in _WIDTHS and rest:
        first = rest[0]
    if first in _ITERATION:
        return "CJK"
    return "" if first in _COMMON else first


def _texts(value: Json, path: FieldPath) -> Iterator[tuple[FieldPath, str, bool]]:
    """Every key and text with its path, and whether it is a key."""
    match value:
        case str():
            yield path, value, False
        case dict():
            for key, inner in value.items():
                yield (*path, key), key, True
                if not _is_note(path, key):
                    yield from _texts(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _texts(inner, (*path, index))


def _is_note(path: FieldPath, key: str) -> bool:
    return path[:2] == ("metadata", "annotations") or (key == "value" and "headers" in path)
