"""The C parser's events -> data and places. What YAML allows and manifests do not is a problem."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from hookops.manifest.scalars import (
    Remark,
    colon_hint,
    false_space_in,
    noun,
    remark_on,
    resolve,
    tag_name,
)
from hookops.manifest.syntax.characters import Joiner, joiner_problem, unsafe
from hookops.manifest.syntax.limits import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, LimitPassed
from hookops.model.diagnostic import Diagnostic, Severity
from hookops.model.resource import Json
from hookops.model.source import FieldPath, Mark
from hookops.model.text import show

# ` #x` starts a comment, also for those who wanted `#x` in the value.
_SHARING = "write the fields out; what environments share is a manifest, and overlays change it"
_HASH = re.compile(r"[ \t]#[^\s#!]")

Place = tuple[int, int]

Event = Any
"""One of yaml's events. Any, as the stubs call every mark optional; the C parser's never are."""


@dataclass(slots=True)
class Read:
    """One document as far as it was understood."""

    data: Json
    values: dict[FieldPath, Place]
    keys: dict[FieldPath, Place]
    start: Place
    unsafe: dict[FieldPath, str] = field(default_factory=dict)
    """What is wrong with values whose escapes stand for characters that nobody sees."""


class Reader:
    """Takes one document after the other from the events of a text.

    `problems` grows with everything that is wrong; a limit that is passed ends the text.
    Shape: `joiners` are problems, unless they are in a comment.
    """

    def __init__(self, text: str, file: str, joiners: Sequence[Joiner] = ()) -> None:
        self.problems: list[Diagnostic] = []
        self._file = file
        self._joiners = joiners
        # The loader is used for its parser only; nothing is composed or constructed.
        self._loader = yaml.CSafeLoader(text.encode())
        self._next: Callable[[], Event] = self._loader.get_event
        # Needed for one warning only, and splitting a large file takes as long as parsing it.
        self._lines = text.split("\n") if _HASH.search(text) else []
        self._values: dict[FieldPath, Place] = {}
        self._keys: dict[FieldPath, Place] = {}
        self._unsafe: dict[FieldPath, str] = {}
        self._nodes = 0
        self._depth = 0
        # Whether the data is not what the text says, so that no rule may be applied to it.
        self._broken = False
        self._ended = False
        self._count = 0

    def document(self) -> Read | None:
        """The next document; None at the end. Its data is None when it cannot be used.

        Raises: yaml.YAMLError.
        """
        event = None if self._ended else self._next()
        while event is not None and type(event) is not yaml.DocumentStartEvent:
            event = self._next()
        if event is None:
            self._check_any()
            return None
        self._values, self._keys, self._unsafe = {}, {}, {}
        self._nodes, self._depth, self._broken = 0, 0, False
        self._count += 1
        root = self._next()
        start = _place(root)
        try:
            data = self._node(root, ())
            self._next()  # the document's end; raises where `name:x` made a text of two lines
            data = self._usable(data, event, root)
        except LimitPassed as limit:
            # The events after a limit are those inside the node, not of the next document.
            self._ended = True
            self.problems.append(Diagnostic("limit", str(limit), limit.mark))
            return Read(None, {}, {}, start)
        return Read(data, self._values, self._keys, start, self._unsafe)

    def _check_any(self) -> None:
        if not self._count and not self.problems:
            self._complain("no-document", "no document in file", Mark(self._file, 1, 1))

    def _usable(self, data: Json, start: Event, root: Event) -> Json:
        if self._broken or isinstance(data, dict):
            return None if self._broken else data
        # An empty document is a leftover `---` more often than a document of null.
        if data is None and not root.value:
            hint = "remove the --- above it, or write the document"
            self._complain("no-document", "this document is empty", self._mark(start), hint)
        else:
            message = f"expected a mapping, found {noun(data)}"
            self._complain("type", message, self._mark(root), colon_hint(data))
        return None

    def _node(self, event: Event, path: FieldPath) -> Json:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            text = f"a document has more than {MAX_NODES} values, keys and lists"
            raise LimitPassed(text, self._mark(event))
        kind = type(event)
        # The most frequent kind first.
        if kind is yaml.ScalarEvent:
            return self._scalar(event, path)
        # Aliases make documents that explode ("billion laughs"), and places that are not unique.
        if kind is yaml.AliasEvent:
            self._refuse("alias", f"aliases are not supported: {_SHARING}", event, "* or &")
            return None
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            text = f"nested more than {MAX_DEPTH} levels deep"
            raise LimitPassed(text, self._mark(event))
        inside = self._mapping if kind is yaml.MappingStartEvent else self._sequence
        data = inside(path)
        self._depth -= 1
        return data

    def _mapping(self, path: FieldPath) -> dict[str, Json]:
        data: dict[str, Json] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._key(event, path)
            value_event = self._next()
            # The value has to be read all the same, or its events would count as keys.
            if key is None or key in data:
                self._aside(event, value_event, path, key)
                continue
            place = (*path, key)
            mark = event.start_mark
            self._keys[place] = (mark.line + 1, mark.column + 1)
            mark = value_event.start_mark
            self._values[place] = (mark.line + 1, mark.column + 1)
            data[key] = self._node(value_event, place)
        return data

    def _sequence(self, path: FieldPath) -> list[Json]:
        data: list[Json] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            place = (*path, len(data))
            mark = event.start_mark
            self._values[place] = (mark.line + 1, mark.column + 1)
            data.append(self._node(event, place))
        return data

    def _scalar(self, event: Event, path: FieldPath) -> Json:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        text: str = event.value
        if self._joiners and self._has_joiner(event):
            return text
        if event.style == "":
            value = resolve(text)
            # Only texts can be misread; what YAML 1.2 takes for a number is one everywhere.
            if value is text and (remark := remark_on(text)):
                self._remark(event, remark)
            if self._lines and (value is text or not text):
                self._check_hash(event)
            return value
        # Only double quotes have escapes; every other character was checked in the file.
        if event.style == '"' and (complaint := unsafe(text)):
            self._unsafe[path] = complaint
        return text

    def _has_joiner(self, event: Event) -> bool:
        end = event.end_mark
        # In the order of the text; a file may have thousands, and thousands of keys.
        first = bisect_left(self._joiners, (*_place(event), ""))
        last = bisect_left(self._joiners, (end.line + 1, end.column + 1, ""))
        for joiner in self._joiners[first:last]:
            self._add(joiner_problem(joiner, self._file))
        return first < last

    def _remark(self, event: Event, found: Remark) -> None:
        self._broken |= found.severity == "error"
        line, column = _place(event)
        # Of a text of several lines the start is known only.
        offset = found.offset if event.end_mark.line == event.start_mark.line else 0
        mark = Mark(self._file, line, column + offset)
        self._complain(found.code, found.message, mark, found.hint, found.severity)

    def _check_hash(self, event: Event) -> None:
        end = event.end_mark
        # A value that is missing at the end of the file ends behind its last line.
        rest = self._lines[end.line][end.column :] if end.line < len(self._lines) else ""
        if _HASH.match(rest):
            message = "text after # was dropped"
            hint = "quote the value, or write a space after #"
            self._complain("comment", message, self._mark(event), hint, "warning")

    def _key(self, event: Event, path: FieldPath) -> str | None:
        """The key's text; None when it cannot be one, which is among the problems then."""
        # Besides text a key can be an alias or a list, have an anchor or a tag, be the merge key or
        # be a word that YAML takes for null, a boolean or a number (tests/manifest/test_yaml.py).
        if type(event) is not yaml.ScalarEvent:
            self._refuse_structure(event)
            self._node(event, (*path, ""))
            return None
        self._nodes += 1
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        text: str = event.value
        if self._joiners and self._has_joiner(event):
            return text
        if event.style == "" and text == "<<":
            self._broken = True
            self._refuse_key(f"merge keys are not supported: {_SHARING}", event)
            return None
        if event.style == "" and resolve(text) is not text:
            self._refuse_key("keys must be text: quote this one", event)
            return None
        if complaint := unsafe(text):
            self._complain("character", f"{complaint} in a key", self._mark(event))
        if event.style == "" and (found := false_space_in(text)):
            self._remark(event, found)
        return text

    def _aside(self, event: Event, value: Event, path: FieldPath, key: str | None) -> None:
        """Read a value that has no place of its own; its problems count, its data does not."""
        if key is not None:
            first = Mark(self._file, *self._keys[(*path, key)])
            message = f"{show(key.partition(':')[0], 40)} is written twice"
            related = ((first, "first written here"),)
            found = Diagnostic("duplicate-key", message, self._mark(event), related=related)
            self._add(found)
        # The first of two equal keys keeps its places; the second must not replace them.
        kept = self._values, self._keys
        self._values, self._keys = {}, {}
        self._node(value, path)
        self._values, self._keys = kept

    def _refuse_properties(self, event: Event) -> None:
        if event.anchor is not None:
            self._refuse("alias", f"anchors are not supported: {_SHARING}", event, "&")
        if event.tag is not None:
            self._refuse("tag", f"tags are not supported{tag_name(event.tag)}", event, "!")

    def _refuse_key(self, message: str, event: Event) -> None:
        self._complain("key", message, self._mark(event))

    def _refuse_structure(self, event: Event) -> None:
        """A key that is no text; an alias has been reported as what it is."""
        if type(event) is yaml.MappingStartEvent and event.flow_style:
            # Nearly always `{{ name }}`; its value would be reported as a mapping as well.
            self._broken = True
            hint = "quote the whole value; hookops fills in no templates"
            message = "a { directly after a {: keys must be text"
            self._complain("key", message, self._mark(event), hint)
        elif type(event) is not yaml.AliasEvent:
            self._refuse_key("keys must be text, not lists or mappings", event)

    def _refuse(self, code: str, message: str, event: Event, start: str) -> None:
        self._broken = True
        self._complain(code, message, self._mark(event), f"quote values that start with {start}")

    def _complain(
        self, code: str, message: str, mark: Mark, hint: str = "", severity: Severity = "error"
    ) -> None:
        self._add(Diagnostic(code, message, mark, hint, severity))

    def _add(self, found: Diagnostic) -> None:
        self.problems.append(found)
        if len(self.problems) == MAX_PROBLEMS:
            raise LimitPassed(f"more than {MAX_PROBLEMS} problems in this file", found.mark)

    def _mark(self, event: Event) -> Mark:
        return Mark(self._file, *_place(event))


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
