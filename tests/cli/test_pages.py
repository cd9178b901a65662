"""`--format html` of plan, show, apply, drift and list, as people run them."""

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

import pytest

WITHOUT_JINJA2 = """
import sys
sys.modules["jinja2"] = None
sys.argv = ["hookops", *{arguments!r}]
from hookops.cli.main import main
main()
"""
COMMANDS = (
    ("plan",),
    ("plan", "--details"),
    ("apply", "--yes"),
    ("drift",),
    ("list",),
    ("usage",),
    ("show", "plan.json"),
)


@pytest.mark.parametrize("words", COMMANDS)
def test_page_as_printed(shell, words):
    """One page on stdout and nothing else, whose policy admits its style as it was printed."""
    shell.run("plan", "--out", "plan.json")

    done = shell.run(*words, "--format", "html")
    (style,) = re.findall(r"(?s)<style>(.*?)</style>", done.stdout)
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert done.stdout.startswith('<!doctype html>\n<html lang="en">\n')
    assert done.stdout.endswith("</body>\n</html>\n")
    assert f"style-src 'sha256-{digest}'" in done.stdout
    assert 1 == done.stdout.count("<!doctype")


def test_saved_plan_is_the_same_page(shell):
    """`show` has the plan's own page, with the envelope of the file."""
    page = shell.run("plan", "--out", "plan.json", "--format", "html").stdout
    shown = shell.run("show", "plan.json", "--format", "html").stdout
    changes = [text.partition("<h2>Changes")[2] for text in (page, shown)]

    assert changes[0] == changes[1] != ""
    assert ["hookops", "created", "expires", "digest"] == re.findall(
        r'<p class="soft">(?:saved plan made by )?(\w+) <code>', shown
    )


@pytest.mark.parametrize("words", COMMANDS)
def test_without_jinja2(shell, emulator, words):
    """One sentence with the line for pip, before anything is asked of Okta."""
    program = WITHOUT_JINJA2.format(arguments=[*words, "--format", "html"])

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=shell.folder,
        env=shell.env,
        capture_output=True,
        text=True,
        check=False,
    )

    error = "error: this format needs jinja2, which is not installed"
    lines = [error, "  hint: pip install 'hookops[report]'"]
    assert (3, "", lines) == (done.returncode, done.stdout, done.stderr.splitlines())
    assert [] == emulator.requests()
