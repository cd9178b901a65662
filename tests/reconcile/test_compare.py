"""Two values in, the fields that differ out."""

import pytest

from hookops.reconcile.compare import compare

SCHEME = {"type": "HEADER", "key": "authorization"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, ()),
        ({"a": 1}, {"a": 1}, ()),
        ({"a": 1}, {"a": 2}, ((("a",), 1, 2),)),
        ({"a": "1"}, {"a": 1}, ((("a",), "1", 1),)),
        ({"a": None}, {}, ()),
        ({}, {"a": None}, ()),
        ({"a": {}}, {"a": None}, ()),
        ({"a": {}}, {}, ()),
        ({"a": None}, {"a": {"b": None}}, ()),
        ({"a": ""}, {"a": None}, ((("a",), "", None),)),
        ({"a": False}, {"a": None}, ((("a",), False, None),)),
        ({"a": 0}, {}, ((("a",), 0, None),)),
        ({}, {"a": "x"}, ((("a",), None, "x"),)),
        ({"a": "x"}, {}, ((("a",), "x", None),)),
        ({"a": {"b": 1}}, {"a": "x"}, ((("a",), {"b": 1}, "x"),)),
        (
            {"s": None},
            {"s": SCHEME},
            ((("s", "key"), None, "authorization"), (("s", "type"), None, "HEADER")),
        ),
        (
            {"s": SCHEME},
            {"s": None},
            ((("s", "key"), "authorization", None), (("s", "type"), "HEADER", None)),
        ),
        (
            {"s": SCHEME},
            {},
            ((("s", "key"), "authorization", None), (("s", "type"), "HEADER", None)),
        ),
        (
            {},
            {"c": {"d": {"e": 1, "f": None}, "g": {}}},
            ((("c", "d", "e"), None, 1),),
        ),
        ({"l": ["a"]}, {"l": ["b"]}, ((("l",), ["a"], ["b"]),)),
        ({"l": ["a"]}, {"l": ["a", "b"]}, ((("l",), ["a"], ["a", "b"]),)),
        ({"l": ["a", "b", "c"]}, {"l": ["c", "x"]}, ((("l",), ["a", "b", "c"], ["c", "x"]),)),
        ({"l": ["a", "b"]}, {"l": ["b", "a"]}, ((("l",), ["a", "b"], ["b", "a"]),)),
        ({"m": {"l": ["a"]}}, {"m": {"l": []}}, ((("m", "l"), ["a"], []),)),
        ({"l": [{"k": 1}]}, {"l": [{"k": 2}]}, ((("l",), [{"k": 1}], [{"k": 2}]),)),
        ({"l": [["a"]]}, {"l": [["b"]]}, ((("l",), [["a"]], [["b"]]),)),
        ({"l": ["a"], "s": "x"}, {"l": "a", "s": "x"}, ((("l",), ["a"], "a"),)),
        ({"l": ["a"], "s": "x"}, {"s": "x"}, ((("l",), ["a"], None),)),
        (
            {"z": 1, "a": 1, "m": {"b": 1}},
            {"z": 2, "a": 2, "m": {"b": 2}},
            ((("a",), 1, 2), (("m", "b"), 1, 2), (("z",), 1, 2)),
        ),
    ],
)
def test_the_fields_that_differ(before, after, expected):
    """Every field that differs, in the order of paths, a list as a whole; absent, null and empty
    are alike."""
    assert expected == compare(before, after)


@pytest.mark.parametrize(
    "name", ["x-a", "x'a", 'x"a', "x`a", "x.a", "x[0]", "root", "1", "x*a", "_a", "__a", "__a__"]
)
def test_any_header_name_is_compared(name):
    """Whatever HTTP allows in a header's name, a value that changes, comes or goes is seen."""
    path = ("headers", name)

    assert ((path, "1", "2"),) == compare({"headers": {name: "1"}}, {"headers": {name: "2"}})
    assert ((path, None, "2"),) == compare({"headers": {}}, {"headers": {name: "2"}})
    assert ((path, "1", None),) == compare(
        {"headers": {name: "1", "b": "1"}}, {"headers": {"b": "1"}}
    )


def test_a_whole_different_hook():
    """Where most of a value differs it is still reported field by field."""
    before = {"channel": {"type": "HTTP", "config": {"a": 1, "b": 1, "c": 1, "d": 1}}}
    after = {"channel": {"type": "OAUTH", "config": {"e": 1, "f": 1, "g": 1, "h": 1}}}

    paths = [path for path, _, _ in compare(before, after)]

    assert [("channel", "config", name) for name in "abcdefgh"] + [("channel", "type")] == paths


@pytest.mark.parametrize(
    ("before", "after"), [("1.0", "1.00"), ("A", "a"), ("a", "a "), ("é", "e\u0301"), (1, 1.5)]
)
def test_nearly_equal_is_different(before, after):
    """Nothing is rounded, trimmed or folded."""
    assert ((("a",), before, after),) == compare({"a": before}, {"a": after})
