"""Pages of lists and their Link headers."""

import pytest

from hookops.emulator.http import links

KEYS = ["a", "b", "c", "d", "e"]


def page(items, limit, after=None):
    return links.page(items, limit=limit, after=after, key=str)


def test_pages_follow_each_other():
    """Pages hold every item once, and the last has no cursor.

    Source: Okta API, Core concepts, Pagination.
    """
    first, one = page(KEYS, 2)
    second, two = page(KEYS, 2, one)
    third, end = page(KEYS, 2, two)

    assert KEYS == first + second + third
    assert end is None


def test_removed_items_do_not_break_the_next_page():
    """Who lists and deletes page by page misses nothing."""
    _, cursor = page(KEYS, 2)

    assert ["c", "d"] == page(["c", "d", "e"], 2, cursor)[0]
    assert ["d", "e"] == page(["b", "d", "e"], 2, cursor)[0]


def test_full_page_at_the_end_has_no_next():
    """A list that ends with its page, or that is empty, has no next one."""
    assert (["a", "b"], None) == page(["a", "b"], 2)
    assert ([], None) == page([], 2)


def test_cursor_behind_nothing_is_the_start():
    """A cursor can be had of a list that is still empty."""
    assert ["a"] == page(KEYS, 1, links.cursor())[0]


@pytest.mark.parametrize("after", ["", "x", "%%", "bnVsbA", "WzEsMiwzXQ", links.cursor("y", "z")])
def test_made_up_cursors_are_refused(after):
    """An `after` that was not taken from a link is an error."""
    with pytest.raises(links.BadCursor):
        page(KEYS, 2, after)


def test_links_name_the_page_and_the_next():
    """Each link is a header of its own, and keeps the query.

    Source: Okta API, Core concepts, Link header.
    """
    values = links.header("https://o.example", "/api/v1/apps", {"q": "a b"}, "Zm9v")

    assert [
        '<https://o.example/api/v1/apps?q=a+b>; rel="self"',
        '<https://o.example/api/v1/apps?q=a+b&after=Zm9v>; rel="next"',
    ] == values
    assert ['<https://o.example/x>; rel="self"'] == links.header(
        "https://o.example", "/x", {}, None
    )
