"""What a plain YAML word means: the core types of YAML 1.2 and nothing more."""

import re

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
