"""Templates: texts with places that are filled in, and nothing else that is theirs."""

import re
from collections.abc import Mapping
from importlib.resources import files

# Not `$` or `{{`: both are the language of the systems that read the result.
_PLACE = re.compile(r"^(?P<indent> *)@\{(?P<block>\w+)\}\n|@\{(?P<word>\w+)\}", re.MULTILINE)


def template(name: str) -> str:
    """The template of that name, such as `github/plan.yml`."""
    return files("hookops.ci").joinpath("templates", *name.split("/")).read_text(encoding="utf-8")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `@{name}` replaced.

    Shape: a place that is alone in its line takes a block of lines, each as far indented as the
    place; the line goes away where the block is empty.
    """

    def replaced(hit: re.Match[str]) -> str:
        if hit["word"]:
            return values[hit["word"]]
        return indented(values[hit["block"]], hit["indent"])

    # Once: what a value has in it is no place, whatever it looks like.
    return _PLACE.sub(replaced, text)


def indented(block: str, indent: str) -> str:
    """Each line of a block behind the indent; empty lines stay empty."""
    lines = block.rstrip("\n").split("\n") if block.strip() else []
    return "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
