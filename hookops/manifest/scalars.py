"""What a plain YAML word means: the core types of YAML 1.2 and nothing more."""

import re
import unicodedata
from dataclasses import dataclass

from hookops.model.diagnostic import Severity
from hookops.model.resource import Json

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_OLD_NUMBER = re.compile(
    r"[-+]?[0-9][0-9_]*_[0-9_]*"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"
    r"|[-+]?0b[01_]+"
)
# Unicode's spaces (Zs) but the plain one: what web pages and word processors put in its place.
FALSE_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_TYPESET_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
_CORE_TAG = "tag:yaml.org,2002:"
# Only these names are printed: any other tag may be the start of a password.
_KNOWN_TAGS = frozenset(
    {
        *("binary", "bool", "float", "int", "map", "merge", "null", "omap", "pairs", "python"),
        *("seq", "set", "str", "timestamp", "value", "yaml"),
    }
)
# Far below the 4,300 digits at which int() raises (CVE-2020-10735).
_LONG = 300


def resolve(text: str) -> Json:
    """The value of a plain scalar: null, a boolean, a number, or the text itself.

    Source: YAML 1.2.2, 10.3.2 (core schema, tag resolution). Python refuses to convert long
    decimal integers; those become infinite, as no field takes a number anyway.
    """
    if text in _WORDS:
        return _WORDS[text]
    # Nearly every plain scalar ends here, without an expression.
    if text[0] not in _FIRST:
        return text
    if len(text) <= _LONG and _INTEGER.fullmatch(text):
        return int(text)
    # YAML 1.1 has other octal numbers (010); 1.2 reads those as decimal.
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def reads_otherwise(text: str) -> bool:
    """Whether YAML 1.1, which many tools still read, takes this text for a number or a date.

    Source: YAML 1.1 types, int, float and timestamp.
    """
    return text[:1] in _FIRST and _OLD_NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a text without quotes."""

    code: str
    message: str
    hint: str
    severity: Severity
    offset: int = 0
    """How many characters of the text stand before the wrong one."""


def remark_on(text: str) -> Remark | None:
    """What a value without quotes is and does not look like; None for nearly every one."""
    # PyYAML and many others read YAML 1.1: `1_000` and `12:30` are numbers there.
    if reads_otherwise(text):
        message = "other YAML readers take this text for a number or a date"
        return Remark("ambiguous", message, "quote it", "warning")
    if text.isascii():
        return None
    # A space at an edge is one of the file's; inside of a text it is a part of it.
    if text[0] in FALSE_SPACES or text[-1] in FALSE_SPACES:
        return false_space_in(text)
    if len(text) > 1 and text[0] in _TYPESET_QUOTES and text[-1] in _TYPESET_QUOTES:
        message = "these quotes are a part of the text: YAML has only \" and '"
        return Remark("ambiguous", message, "replace them", "warning")
    return None


def false_space_in(text: str) -> Remark | None:
    """The first space that is none to YAML."""
    found = None if text.isascii() else next((char for char in text if char in FALSE_SPACES), None)
    if found is None:
        return None
    message, hint = false_space(found)
    return Remark("character", message, hint, "error", text.index(found))


def false_space(char: str) -> tuple[str, str]:
    """Message and hint of such a space."""
    name = unicodedata.name(char).lower()
    return f"{name} U+{ord(char):04X} only looks like a space", "write a plain space"


def tag_name(tag: str) -> str:
    """The name of a tag that YAML itself knows; others may be the start of a password."""
    name = tag.removeprefix(_CORE_TAG).partition("/")[0].partition(":")[0]
    return f": !!{name}" if tag.startswith(_CORE_TAG) and name in _KNOWN_TAGS else ""


def noun(value: Json) -> str:
    """What a value is called in messages."""
    match value:
        case None:
            return "nothing (null)"
        # Before int: a bool is one in Python.
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


_GLUED = re.compile(r"[A-Za-z_][\w-]*:[^\s/:]")


def colon_hint(data: Json) -> str:
    """What to do about a text that was meant as a field."""
    glued = isinstance(data, str) and _GLUED.match(data)
    return "a space must follow the colon of a field" if glued else ""
