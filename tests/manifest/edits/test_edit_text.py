"""One edit changes the lines of its value, and no other character."""

import pytest

from hookops.manifest.edits.edit import edit_text
from hookops.model.management.edits import Append, Remove, SetValue

ORDERS = [["name", "type", "version", "status", "channel"], ["uri", "method", "headers", "scope"]]


def after(text, *edits):
    return edit_text(text, edits, ORDERS)


@pytest.mark.parametrize(
    ("before", "value", "expected"),
    [
        ("a: x  # why\n", "y", "a: y  # why\n"),
        ("a: 'x' # why\n", "it's", "a: 'it''s' # why\n"),
        ('a: "x"\n', 'y "z"', 'a: "y \\"z\\""\n'),
        ("a: x\n", "yes: no", "a: 'yes: no'\n"),
        ("a: x\n", "1.0", "a: '1.0'\n"),
        ("a: x\n", "true", "a: 'true'\n"),
        ("a: x\n", "a, b", "a: a, b\n"),
        ("{a: x, b: 1}\n", "a, b", "{a: 'a, b', b: 1}\n"),
        ('{"a":"x"}', "y", '{"a":"y"}'),
        ("a:\nb: 1\n", "x", "a: x\nb: 1\n"),
        ("a: >-\n  long\n  text\n\n# about b\nb: 1\n", "y", "a: y\n\n# about b\nb: 1\n"),
        ("a: |\n  long\n", "y", "a: y\n"),
        ("a: two\n  lines\nb: 1\n", "y", "a: y\nb: 1\n"),
        ("a: x\r\nb: 1\r\n", "y", "a: y\r\nb: 1\r\n"),
        ("a: x", "y", "a: y"),
        ("a: x\n", "é ☃", "a: é ☃\n"),
        ("a: x\n", " y ", "a: ' y '\n"),
        ("a: x\n", "", "a: ''\n"),
        ("a: x\n", None, "a: null\n"),
        ("a:\n  b: 1\n  # gone with it\n  c: 2\nd: 1\n", [], "a: []\nd: 1\n"),
        ("a: # why\n  - 1\nd: 1\n", [], "a: [] # why\nd: 1\n"),
        ("a: [x, y] # why\n", ["z"], "a: [z] # why\n"),
        ("a:\n- x\n- y\nb: 1\n", ["x"], "a: [x]\nb: 1\n"),
    ],
)
def test_a_value(before, value, expected):
    """Quotes, comments, line breaks and everything around it stay."""
    assert expected == after(before, SetValue(("a",), value))


@pytest.mark.parametrize(
    ("before", "path", "expected"),
    [
        ("name: a\nchannel: b\n", ("status",), "name: a\nstatus: X\nchannel: b\n"),
        ("channel: b\n", ("name",), "name: X\nchannel: b\n"),
        ("# top\nchannel: b\n", ("name",), "# top\nname: X\nchannel: b\n"),
        ("name: a", ("status",), "name: a\nstatus: X"),
        ("name: a\r\n", ("status",), "name: a\r\nstatus: X\r\n"),
        ("name: a # why\n\n# below\n", ("type",), "name: a # why\ntype: X\n\n# below\n"),
        (
            "channel:\n  uri: u\n  headers:\n    - {k: v}\n    # more\nzz: 1\n",
            ("channel", "scope"),
            "channel:\n  uri: u\n  headers:\n    - {k: v}\n  scope: X\n    # more\nzz: 1\n",
        ),
        ("{uri: u, scope: s}\n", ("method",), "{uri: u, method: X, scope: s}\n"),
        ("{ uri: u }\n", ("method",), "{ uri: u, method: X }\n"),
        ("{scope: s}\n", ("uri",), "{scope: s, uri: X}\n"),
        ("a: {}\n", ("a", "b"), "a: {b: X}\n"),
        ("a:\n", ("a", "b"), "a: {b: X}\n"),
        (
            '{\n "uri": "u",\n "scope": "s"\n}',
            ("method",),
            '{\n "uri": "u",\n "method": "X",\n "scope": "s"\n}',
        ),
        ('{\n "uri": "u"\n}', ("scope",), '{\n "uri": "u",\n "scope": "X"\n}'),
        ("{\n uri: u # why\n}\n", ("scope",), "{\n uri: u, # why\n scope: X\n}\n"),
        ("{\n uri: u, # why\n}\n", ("scope",), "{\n uri: u, # why\n scope: X,\n}\n"),
        (
            "list:\n- name: a\n  channel: 1\n",
            ("list", 0, "status"),
            "list:\n- name: a\n  status: X\n  channel: 1\n",
        ),
        ("own: 1\nother: 2\n", ("new",), "own: 1\nother: 2\nnew: X\n"),
        ("name: a\n", ("channel", "config", "uri"), "name: a\nchannel:\n  config:\n    uri: X\n"),
    ],
)
def test_a_new_member(before, path, expected):
    """It stands where the schema has it, in the style of its neighbour."""
    assert expected == after(before, SetValue(path, "X"))


@pytest.mark.parametrize(
    ("before", "path", "expected"),
    [
        ("a: 1\nb: 2 # why\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
        ("a: 1\nb:\n  - 1\n  - 2\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
        ("a: 1\nb: |\n  x\n  y\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
        ("a:\n  - 1\n  # between - this\n  - 2\n", ("a", 1), "a:\n  - 1\n  # between - this\n"),
        ("a:\n  - 1\n  - 2\nb: 1\n", ("a", 0), "a:\n  - 2\nb: 1\n"),
        ("a:\n- x: 1\n  y: 2\n- x: 3\n", ("a", 0), "a:\n- x: 3\n"),
        ("a:\n- x: 1\n  y: 2\n", ("a", 0, "x"), "a:\n- y: 2\n"),
        ("a: # why\n  - 1\nb: 1\n", ("a", 0), "a: [] # why\nb: 1\n"),
        ("a:\n  b: 1\nc: 1\n", ("a", "b"), "a: {}\nc: 1\n"),
        ("{a: 1, b: 2, c: 3}\n", ("b",), "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2}\n", ("b",), "{a: 1}\n"),
        ("{a: 1}\n", ("a",), "{}\n"),
        ("[1, 2]\n", (0,), "[2]\n"),
        ('{\n "a": 1,\n "b": 2\n}', ("b",), '{\n "a": 1\n}'),
        ('{\n "a": 1,\n "b": 2\n}', ("a",), '{\n "b": 2\n}'),
        ("{\n a: 1, # one\n b: 2, # two\n}\n", ("b",), "{\n a: 1, # one\n}\n"),
        ("a: 1\nb: 2", ("b",), "a: 1\n"),
        ("a: 1\n", ("zz",), "a: 1\n"),
    ],
)
def test_what_goes(before, path, expected):
    """Its lines go, and the commas around it are right."""
    assert expected == after(before, Remove(path))


ITEM = {"key": "B", "value": "c, d"}


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            "h:\n  - {key: A, value: b}\nz: 1\n",
            "h:\n  - {key: A, value: b}\n  - {key: B, value: 'c, d'}\nz: 1\n",
        ),
        (
            "h:\n- { key: 'A', value: 'b' }\n",
            "h:\n- { key: 'A', value: 'b' }\n- { key: 'B', value: 'c, d' }\n",
        ),
        (
            "h:\n  -   key: A\n      value: b\n# end\n",
            "h:\n  -   key: A\n      value: b\n  -   key: B\n      value: c, d\n# end\n",
        ),
        ("h: [{key: A, value: b}]\n", "h: [{key: A, value: b}, {key: B, value: 'c, d'}]\n"),
        ("h: []\n", "h: [{key: B, value: 'c, d'}]\n"),
        ("uri: u\n", "uri: u\nh:\n  - {key: B, value: 'c, d'}\n"),
        (
            '{"h":[{"key":"A","value":"b"}]}',
            '{"h":[{"key":"A","value":"b"}, {"key":"B", "value":"c, d"}]}',
        ),
        (
            '{\n "h": [\n  {\n   "key": "A"\n  }\n ]\n}',
            '{\n "h": [\n  {\n   "key": "A"\n  },\n  {"key": "B", "value": "c, d"}\n ]\n}',
        ),
    ],
)
def test_one_more_item(before, expected):
    """It is written as the last one is."""
    assert expected == after(before, Append(("h",), ITEM))


def test_several_at_once():
    """Paths are those before the first edit, whatever the others move."""
    text = "h:\n- a\n- b\n- c\nx: 1\n"
    edits = [
        Append(("h",), {"k": "v"}),
        Remove(("h", 0)),
        Remove(("h", 1)),
        SetValue(("h", 2), "z"),
    ]

    assert "h:\n- z\n- {k: v}\nx: 1\n" == after(text, *edits)
