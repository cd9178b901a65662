"""Texts in exported YAML: read as they were written, by hookops and by other readers."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.document import parse_lenient
from hookops.manifest.export.scalars import scalar
from hookops.manifest.export.yaml_text import comment, yaml_text

AMBIGUOUS = [
    *("no", "Yes", "ON", "null", "~", "", "1.0", "1e3", "0123", "0x1F", "12:30:45", "2026-01-02"),
    *("=", "<<", "- x", "? x", "a: b", "a #b", "#", "'", '"', "\\", "{x}", "[x]", "*a", "&a", "!x"),
    *("%x", "@x", "`x", "|", ">", "---", "...", " a", "a ", "a\n", "\x85", "\ufeff", "\u202e"),
    *("\u2028", "\x00", "\x7f", "\u00a0", "👩‍🔬", "é", "section_start:1", "::x", "##vso[x]", "y"),
]


def read(text: str) -> object:
    (document,), problems = parse_lenient(text.encode(), "a.yaml")
    assert problems == ()
    return document.data


def check(value: str) -> None:
    data = {"plain": value, "list": [{"key": value, "value": value}], "more": {"inner": value}}
    text = yaml_text(data, {("more", "inner"): (value,), ("more", "gone"): (value, value)})

    assert data == read(text)
    # YAML 1.1, which many other tools read.
    assert data == yaml.safe_load(text)


@pytest.mark.parametrize("value", AMBIGUOUS, ids=ascii)
def test_what_could_be_something_else(value):
    """Everywhere a text stays the text that it is."""
    check(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text(value):
    """The same of whatever Okta can hold."""
    check(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Claims of Portal", "Claims of Portal"),
        ("1.0.1", "1.0.1"),
        ("https://h.example.com/x", "https://h.example.com/x"),
        ("env:HOOKOPS_SECRET_A", "env:HOOKOPS_SECRET_A"),
        ("true", '"true"'),
        ("a\u200bb", '"a\\u200Bb"'),
        ("a\u00a0b", '"a\\xA0b"'),
        ("\U000e0041", '"\\U000E0041"'),
        ("認証", '"認証"'),
    ],
)
def test_quotes_only_where_they_help(value, expected):
    """What people write without quotes has none, and what nobody sees is spelled out."""
    assert expected == scalar(value)


def test_comments_are_lines():
    """Whatever is in one, it is one line, and of nothing that no file may have."""
    assert "# a\\x0ab: c\\u202e" == comment("a\nb: c\u202e")
