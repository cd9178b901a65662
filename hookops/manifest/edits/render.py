"""Values as YAML, in the style of what stands beside them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from hookops.manifest.document import parse
from hookops.model.resource import Json


@dataclass(frozen=True, slots=True)
class Style:
    """How what is new is written: as its neighbours are."""

    key: str = ""
    """The quote around names of members; empty for none."""
    value: str = ""
    """The quote around texts; empty for none, where the text can do without."""
    colon: str = ": "
    """Between a name and its value."""
    padding: str = ""
    """Inside of braces."""


def scalar(value: Json, quote: str = "", *, flow: bool = False) -> str:
    """A text, number, truth value or null on one line.

    Shape: `quote` is taken for texts, as far as it can hold them; `flow` inside of braces.
    """
    double = _escaped(json.dumps(value, ensure_ascii=False))
    if not isinstance(value, str) or quote == '"':
        return double
    # The first of them that is read as this very text, by who reads manifests: parsers of YAML do
    # not agree on what needs quotes.
    written = [_dumped(value, "'"), double]
    written = written if quote else [_dumped(value, ""), *written]
    return next((text for text in written if _is_read(text, value, flow=flow)), double)


def _dumped(value: str, quote: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import SingleQuotedScalarString

    yaml, out = YAML(typ="rt", pure=True), StringIO()
    yaml.width = 1_000_000
    yaml.dump({"k": SingleQuotedScalarString(value) if quote else value}, out)
    return out.getvalue().removeprefix("k: ").removesuffix("\n")


def _is_read(text: str, value: str, *, flow: bool) -> bool:
    whole = f"{{k: {text}, l: m}}" if flow else f"k: {text} # comment"
    documents, problems = parse(whole.encode(errors="surrogateescape"), "")
    read = [document.data.get("k") for document in documents]
    return "\n" not in text and not problems and read == [value]


def flow(value: Json, style: Style) -> str:
    """A value in braces and brackets, on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(member(name, inner, style) for name, inner in value.items())
        return f"{{{style.padding}{inner}{style.padding}}}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(flow(item, style) for item in value)}]"
    return scalar(value, style.value, flow=True)


def member(name: str, value: Json, style: Style) -> str:
    """One member in braces."""
    return f"{scalar(name, style.key, flow=True)}{style.colon}{flow(value, style)}"


def block(name: str, value: Json, style: Style, indent: str) -> list[str]:
    """The lines of one member of a mapping that is written line by line."""
    head = f"{indent}{scalar(name, style.key)}:"
    plain = Style(style.key, style.value)
    if isinstance(value, Mapping) and value:
        lines = [block(inner, v, style, f"{indent}  ") for inner, v in value.items()]
        return [head, *(line for each in lines for line in each)]
    # A list of objects has an item on each line, so that a later change of one is one line.
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return [head, *(f"{indent}  - {flow(item, plain)}" for item in value)]
    if isinstance(value, list | Mapping):
        return [f"{head} {flow(value, plain)}"]
    return [f"{head} {scalar(value, style.value)}"]


def _escaped(text: str) -> str:
    """JSON leaves some characters as they are that a manifest must not have."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
