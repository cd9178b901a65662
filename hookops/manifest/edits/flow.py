"""Members and items in braces and brackets: one comes, one goes."""

from hookops.manifest.edits.nodes import (
    Node,
    begins_line,
    end,
    line_break,
    line_end,
    line_start,
    next_line,
    parts,
    start,
)


def insert(text: str, node: Node, after: int | None, new: str) -> str:
    """`new` stands after the member or item of that index; after the last one without an index."""
    spans = _spans(text, node)
    if not spans:
        return f"{text[: start(node) + 1]}{new}{text[end(text, node) - 1 :]}"
    index = len(spans) - 1 if after is None else after
    begin, stop = spans[index]
    if not begins_line(text, begin):
        return f"{text[:stop]}, {new}{text[stop:]}"
    lead, comma, line = text[line_start(text, begin) : begin], _comma(text, stop), line_break(text)
    shared = index + 1 < len(spans) and not begins_line(text, spans[index + 1][0])
    at = line_end(text, stop if comma is None else comma)
    if comma is not None and not shared:
        return f"{text[:at]}{line}{lead}{new},{text[at:]}"
    # What follows on the same line, but for a comment, stays before the new one.
    at = at if comma is None and _is_comment(text[stop:at]) else stop
    return f"{text[:stop]},{text[stop:at]}{line}{lead}{new}{text[at:]}"


def remove(text: str, node: Node, index: int) -> str:
    """The member or item of that index is gone, and the commas are right."""
    spans = _spans(text, node)
    begin, stop = spans[index]
    if len(spans) == 1:
        return f"{text[: start(node) + 1]}{text[end(text, node) - 1 :]}"
    last = index + 1 == len(spans)
    comma = _comma(text, stop)
    alone = begins_line(text, begin) and (last or begins_line(text, spans[index + 1][0]))
    if not alone:
        if last:
            return f"{text[: spans[index - 1][1]]}{text[stop:]}"
        return f"{text[:begin]}{text[spans[index + 1][0] :]}"
    # Its own lines go, and with the last one the comma before it, which JSON does not allow.
    whole = f"{text[: line_start(text, begin)]}{text[_after(text, stop, comma) :]}"
    before = _comma(text, spans[index - 1][1]) if last and comma is None else None
    return whole if before is None else f"{whole[:before]}{whole[before + 1 :]}"


def _after(text: str, stop: int, comma: int | None) -> int:
    rest = stop if comma is None else comma + 1
    line = text[rest : line_end(text, rest)]
    # A bracket on the line of the last item stays.
    return next_line(text, rest) if _is_comment(line) else rest


def _is_comment(rest: str) -> bool:
    """Whether nothing that counts follows on the line."""
    return not rest.strip() or rest.lstrip().startswith("#")


def _spans(text: str, node: Node) -> list[tuple[int, int]]:
    return [(start(first), end(text, last)) for first, last in parts(node)]


def _comma(text: str, at: int) -> int | None:
    """The comma after what ends there, on whatever line; None without one."""
    while at < len(text) and text[at] in " \t\r\n#":
        at = line_end(text, at) if text[at] == "#" else at + 1
    return at if text[at : at + 1] == "," else None
