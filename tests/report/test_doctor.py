"""What doctor and whoami print, word for word; texts from outside command nobody."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import Conflict, InvalidInput
from hookops.model.source import Mark
from hookops.model.text import Lines
from hookops.report.doctor.value import Check, Doctor, problem
from hookops.report.formats import render
from hookops.report.identity.value import Identity

from .hostile import TEXTS
from .test_untrusted import COMMAND, INVISIBLE

SCHEMAS = Path(__file__).parents[2] / "schemas" / "report"

DOCTOR = Doctor(
    "prod (https://acme.okta.com)",
    (
        Check("project", "ok", "hookops.yaml, the nearest from this folder upward"),
        Check("sign-in", "problem", "401 E0000011 Invalid token provided", "create one", 4),
        Check("read", "unknown", "not looked at: see sign-in"),
        Check("write", "unknown", "not looked at: see sign-in"),
        Check("clock", "warning", "420 s behind Okta's", "synchronise it"),
        Check("hooks", "unknown", "not counted: see read"),
        Check("host", "ok", "TLS 1.3, the certificate lasts 81 days", "", 0, "hooks.example.com"),
        Check("host", "problem", "10.0.0.1 is private", "", 5, "in.example.com"),
    ),
)
TEXT = """\
Checks of prod (https://acme.okta.com)

     ok project: hookops.yaml, the nearest from this folder upward
problem sign-in: 401 E0000011 Invalid token provided
        fix: create one
unknown read, write: not looked at: see sign-in
warning clock: 420 s behind Okta's
        fix: synchronise it
unknown hooks: not counted: see read
     ok host hooks.example.com: TLS 1.3, the certificate lasts 81 days
problem host in.example.com: 10.0.0.1 is private

2 ok, 1 warning, 2 problems, 3 unknown.
"""
APP = Identity(
    "prod (https://acme.okta.com)",
    "00o1n8sbwArJ7OQRw406",
    "Identity Engine",
    "service-app",
    "HOOKOPS_PRIVATE_KEY",
    "0oa1abc",
    frozenset({"okta.inlineHooks.read", "okta.apps.read"}),
    is_bound=True,
)
SIGNED_IN = """\
prod (https://acme.okta.com): org 00o1n8sbwArJ7OQRw406, Identity Engine
signed in as: the service app 0oa1abc, with the private key of HOOKOPS_PRIVATE_KEY; its roles are \
in the Admin Console (Applications, the app, Admin roles)
scopes: okta.apps.read, okta.inlineHooks.read
access tokens: bound to a key of the run (DPoP)
"""
VALUES = {"doctor": DOCTOR, "identity": APP}


def hostile(text):
    """Every text of both is this one."""
    check = Check("host", "problem", text, text, 9, text)
    who = Identity(text, text, text, "service-app", text, text, frozenset({text}), is_bound=False)
    return {"doctor": Doctor(text, (check, check)), "identity": who}


def test_text():
    """A line for each check, those that nobody could look at for one reason together."""
    assert TEXT == render("doctor", "text", DOCTOR)


def test_states_have_colours():
    """The word is there in colour as well, and a problem in another one than what is in order."""
    text = render("doctor", "text", DOCTOR, styled=True, width=100)

    assert "\x1b[32m     ok project" in text
    assert "\x1b[1;31mproblem sign-in" in text


def test_the_worst_problem_s_code():
    """The table of exit codes decides; what is no problem has none."""
    assert 5 == DOCTOR.exit_code
    assert 0 == Doctor("", (Check("clock", "warning", ""),)).exit_code


def test_who():
    """In four lines."""
    assert SIGNED_IN == render("identity", "text", APP)


@pytest.mark.parametrize("noun", VALUES)
def test_json(noun):
    """Both are what their schemas say, also with texts from outside."""
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{noun}.schema.json").read_text()))

    for value in (VALUES[noun], *(hostile(text)[noun] for text in TEXTS)):
        data = json.loads(render(noun, "json", value))
        assert [] == [error.message for error in validator.iter_errors(data)]


@pytest.mark.parametrize("noun", VALUES)
@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("text", TEXTS)
def test_texts_from_outside(noun, format, text):
    """Nothing in one moves a cursor, forges a line or commands a CI system."""
    found = render(noun, format, hostile(text)[noun])

    assert COMMAND.search(found) is None
    assert format == "json" or INVISIBLE.search(found) is None


def test_a_problem_with_places():
    """Of several mistakes the first is shown, with its place, and the others are counted."""
    mark = Mark("manifests/a.yaml", 6, 12)
    wrong = [Diagnostic("type", "version must be text", mark), Diagnostic("x", "y", mark)]

    found = problem("manifests", InvalidInput("", "", wrong))

    assert "manifests/a.yaml:6:12: error[type]: version must be text, and 1 more" == found.found
    assert ("hookops explain type", 3) == (found.fix, found.exit_code)


def test_a_problem_of_several_lines():
    """A check is one line: the first."""
    assert "first" == problem("ledger", Conflict(Lines("first\nsecond"))).found
