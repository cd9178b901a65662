"""The registry of formats: every line of it works, and nothing is loaded before it is used."""

import subprocess
import sys

import pytest

from hookops.report.formats import FORMATS, TEXT, Format, format_help, render

from . import values as v

EVERY = [(noun, name) for noun, formats in FORMATS.items() for name in formats]
PLAN_IN_TEXT = """
import sys
from hookops.report.formats import render
from hookops.model.change import Plan
render("plan", "text", Plan("local"))
print(*sorted(sys.modules))
"""


@pytest.mark.parametrize(("noun", "name"), EVERY)
def test_every_format_exists(noun: str, name: str) -> None:
    """A name in the registry leads to a function."""
    assert callable(FORMATS[noun][name].load())


def test_text_comes_first() -> None:
    """The default of every report is for people; a graph has no text."""
    assert {"graph"} == {noun for noun, formats in FORMATS.items() if next(iter(formats)) != TEXT}


@pytest.mark.parametrize("noun", FORMATS)
def test_unknown_format(noun: str) -> None:
    """A format that does not exist is our own mistake: click admits no other than these."""
    with pytest.raises(KeyError, match="xml"):
        render(noun, "xml", v.EMPTY)


@pytest.mark.parametrize("noun", FORMATS)
def test_help(noun: str) -> None:
    """`--help` names every format and which one is the default."""
    text = format_help(noun)

    assert [name for name in FORMATS[noun] if name not in text] == []
    assert text.count("default") == 1


def test_help_says_more_than_names() -> None:
    """Where a name does not say enough, the help does."""
    assert "json (without bodies)" in format_help("preview")


def test_an_extra_that_is_not_installed() -> None:
    """The user learns what is missing and how to install it."""
    problem = Format("usage.report.html:usage_html", extra="report").explain("jinja2")

    assert problem is not None
    assert "this format needs jinja2, which is not installed" == problem.message
    assert "pip install 'hookops[report]'" == problem.hint


def test_a_missing_file_of_ours() -> None:
    """A wrong line of the registry is a bug, and is not called a missing extra."""
    for extra in ("", "report"):
        with pytest.raises(ModuleNotFoundError, match="no_such_module"):
            Format("no_such_module:f", extra=extra).load()


def test_a_plan_in_text_loads_nothing_else() -> None:
    """Start-up: no renderer of another format, and no rich off a terminal."""
    done = subprocess.run(
        [sys.executable, "-c", PLAN_IN_TEXT], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())

    assert "hookops.report.plan.text" in loaded
    assert not loaded & {"rich", "jinja2", "html", "hookops.report.markdown_kit"}
    assert not [name for name in loaded if name.endswith((".markdown", ".preview.text"))]
