"""Plain data as YAML text in block style, with comments above its fields."""

from collections.abc import Iterator, Mapping, Sequence

from hookops.manifest.export.scalars import scalar
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import one_line

Comments = Mapping[FieldPath, Sequence[str]]
"""Lines above a field, by its path; below the others of its parent where it is not there."""


def yaml_text(data: Mapping[str, Json], comments: Comments) -> str:
    """The document, with a line break at its end."""
    return "".join(f"{line}\n" for line in _block(data, comments, (), ""))


def comment(text: str) -> str:
    """One line of comment, whatever is in the text."""
    # Trailing blanks would be in nobody's interest, and linters report them.
    return f"# {one_line(text)}".rstrip()


def _block(
    data: Mapping[str, Json], comments: Comments, path: FieldPath, indent: str
) -> Iterator[str]:
    for name, value in data.items():
        here = (*path, name)
        yield from (indent + comment(line) for line in comments.get(here, ()))
        yield from _field(name, value, comments, here, indent)
    absent = [p for p in comments if p[:-1] == path and p[-1] not in data]
    yield from (indent + comment(line) for p in absent for line in comments[p])


def _field(
    name: str, value: Json, comments: Comments, here: FieldPath, indent: str
) -> Iterator[str]:
    # What is empty is on one line in either style.
    if isinstance(value, Mapping) and value:
        yield f"{indent}{scalar(name)}:"
        yield from _block(value, comments, here, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield f"{indent}{scalar(name)}:"
        yield from (f"{indent}  - {_flow(item)}" for item in value)
    else:
        yield f"{indent}{scalar(name)}: {_flow(value)}"


def _flow(value: Json) -> str:
    """A value on one line."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case _:
            return scalar(value)
