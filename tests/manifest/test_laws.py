"""What holds for every text: marks lie on their nodes, and nothing raises."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.document import parse

WORDS = st.text(string.ascii_letters, min_size=1, max_size=8).map("w{}".format)
DATA = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(WORDS, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


def _written(value: object, indent: str) -> str:
    match value:
        case str():
            return f" {value}\n"
        case list():
            return "\n" + "".join(f"{indent}-{_written(v, indent + '  ')}" for v in value)
        case dict():
            items = (f"{indent}{k}:{_written(v, indent + '  ')}" for k, v in value.items())
            return "\n" + "".join(items)
    raise TypeError(value)


def _at(data: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


@given(st.dictionaries(WORDS, DATA, min_size=1, max_size=4))
def test_every_mark_lies_on_its_node(data):
    """The text at a value's mark is the value, the text at a key's mark is the key."""
    text = _written(data, "").lstrip("\n")
    (document,), problems = parse(text.encode(), "x.yaml")
    lines = text.split("\n")

    assert (data, ()) == (document.data, problems)
    assert all(
        lines[line - 1][column - 1 :] == _at(data, path)
        for path, (line, column) in document.values.items()
        if isinstance(_at(data, path), str)
    )
    assert all(
        lines[line - 1][column - 1 :].startswith(f"{path[-1]}:")
        for path, (line, column) in document.keys.items()
    )


@pytest.mark.promise("P22")
@given(st.binary(max_size=200))
def test_no_bytes_raise(data):
    """Whatever a file holds, the answer is documents or diagnostics."""
    documents, problems = parse(data, "x.yaml")

    assert documents or problems


@pytest.mark.promise("P22")
@given(st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t\\0é\u2028", max_size=60))
def test_no_punctuation_raises(text):
    """Nor whatever YAML could mean by it."""
    documents, problems = parse(text.encode(), "x.yaml")

    assert documents or problems
