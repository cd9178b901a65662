"""The differences in lines of text."""

import json
from collections.abc import Iterator
from itertools import groupby

from hookops.model.diagnostic import render
from hookops.model.drift import Between, Difference
from hookops.model.resource import Json
from hookops.model.source import dotted
from hookops.model.text import plural
from hookops.report.text_kit import Line, draw, spaced
from hookops.report.words import clean


def between_text(between: Between, *, styled: bool = False, width: int = 0) -> str:
    """What differs, and what each side has."""
    return draw(_lines(between), None, styled=styled, width=width)


def _lines(between: Between) -> list[Line]:
    first, second = map(clean, between.titles)
    groups = groupby(between.differences, key=lambda difference: difference.name)
    return spaced(
        [
            [Line(f"{first} against {second}", "bold")],
            *(list(_resource(between, list(found))) for _, found in groups),
            [Line(line, "yellow") for each in between.unread for line in render(each).split("\n")],
            [Line(_sum(between), "bold")],
        ]
    )


def _resource(between: Between, found: list[Difference]) -> Iterator[Line]:
    first = found[0]
    place = f", {clean(str(first.mark))}" if first.mark is not None else ""
    # The whole resource is missing on one side.
    if not first.path:
        only = between.names[0 if first.values[0] else 1]
        symbol = "-" if first.values[0] else "+"
        yield Line(f"{symbol} only in {clean(only)}: {clean(first.name)}{place}", "yellow")
        return
    yield Line(f"~ {clean(first.name)}{place}", "yellow")
    for each in found:
        yield Line(f"    {clean(dotted(each.path))}: {', '.join(_sides(between, each))}")


def _sides(between: Between, difference: Difference) -> Iterator[str]:
    for name, value, says in zip(
        between.names, difference.values, difference.declared, strict=True
    ):
        # The side that is as it should be needs no more words.
        declared = "" if value == says else f" (declared {_value(says)})"
        yield f"{clean(name)} {_value(value)}{declared}"


def _value(value: Json) -> str:
    # As JSON, so that a text which is "true" is not taken for the word.
    return "nothing" if value is None else clean(json.dumps(value, ensure_ascii=False))


def _sum(between: Between) -> str:
    compared = plural(between.compared, "resource")
    if not between.differences:
        return f"No difference that manifests and overlays do not explain. {compared} compared."
    found = plural(len(between.differences), "difference")
    return f"{found} that no manifest explains. {compared} compared."
