"""Names and paths that are not what they look like."""

import pytest

from hookops.manifest.load import load
from hookops.manifest.names import mixed_scripts
from hookops.model.diagnostic import render
from hookops.model.text import is_invisible

# Cyrillic, Greek, Armenian and Cherokee letters that look like those of Latin.
ALIKE = {
    "Enrich t\u043ekens": "Cyrillic and Latin",
    "\u0391cme": "Greek and Latin",
    "\u0585kta": "Armenian and Latin",
    "\u13aacme": "Cherokee and Latin",
    "\u0391\u0412 \u0410": "Cyrillic and Greek",
    "\u65e5\u672c\u0410": "Cjk and Cyrillic",
    "\U0001d41acme": "Latin and Mathematical",
}
TOGETHER = [
    "Enrich tokens",
    "Anreicherung f\u00fcr \u00c9quipe",
    "\u041e\u0431\u043e\u0433\u0430\u0449\u0435\u043d\u0438\u0435",
    "Acme \u65e5\u672c\u8a9e\u306e\u30c8\u30fc\u30af\u30f3",
    "Acme \ud55c\uad6d\u6f22\u5b57",
    "\uff21cme \uff76\uff9e\u3005",
    "Acme 2 \U0001f511 \u2013 \u00b5 \u00aa",
    "\u05d0\u05d1",
]


@pytest.mark.parametrize("name", ALIKE)
def test_scripts_that_do_not_go_together(name):
    """A letter of another script is seen by its name in Unicode."""
    assert ALIKE[name] == mixed_scripts(name)


@pytest.mark.parametrize("name", TOGETHER)
def test_scripts_that_go_together(name):
    """One script, or those that Japanese, Chinese and Korean are written in, with Latin."""
    assert "" == mixed_scripts(name)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("name: Enrich", "name: Enrich t\u043ekens", "6:9"),
        ("name: enrich", "name: enrich\n  labels: {team: \u0430cme}", "5:18"),
        (
            "  channel",
            "  bindings: [{authorizationServer: a, policy: \u0430cme, rule: r}]\n  channel",
            "10:47",
        ),
    ],
)
def test_a_name_of_two_scripts(said, old, new, place):
    """It is a warning, with the place."""
    (found,) = said(old, new)

    assert found.startswith(f"{place}: warning[mixed-scripts]: ")
    assert "mixes Cyrillic and Latin" in found


HIDDEN = ["\ufe0f", "\u034f", "\u17b4", "\u180b", "\U000e0101"]
"""Selectors of variations and what else a note may have."""
BLANK = ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\U0001d159", "\ufff0", "\U000e0800"]
"""Letters without ink, which nothing may have."""


@pytest.mark.parametrize("char", [*HIDDEN, *BLANK])
@pytest.mark.parametrize("form", ["{}", '"{}"'])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Enrich", "name: {}"),
        ("name: enrich", "name: enrich\n  labels: {{team: {}}}"),
        ("  channel", "  bindings: [{{authorizationServer: {}, policy: p, rule: r}}]\n  channel"),
        ("  channel", "  bindings: [{{authorizationServer: a, policy: {}, rule: r}}]\n  channel"),
        ("  channel", "  verify: {{preview: required, cases: {}}}\n  channel"),
        ("key: X-Env", "key: {}"),
        ("  status", "  {}: x\n  status"),
    ],
)
def test_a_name_with_what_nobody_sees(said, char, form, old, new):
    """It is an error, with line and column."""
    found = said(old, new.format(form.format(f"a\u00e9{char}b")))

    assert any("error[character]" in line or "header-name" in line for line in found) or (
        "unknown field" in found[0]
    )


@pytest.mark.parametrize("char", BLANK)
def test_a_blank_letter(said, char):
    """Nor may a value or a comment have it."""
    for old, new in (("value: prod", f"value: a{char}"), ("status", f"# {char}\n  status")):
        (found,) = said(old, new)
        assert f"invisible character U+{ord(char):04X} is not allowed" in found


@pytest.mark.parametrize("char", HIDDEN)
def test_a_note_is_no_name(load_files, hook, char):
    """Emoji and scripts that need such characters are fine in annotations and comments."""
    text = hook.replace("  name: enrich\n", f"  name: enrich\n  annotations: {{a: \u2764{char}}}\n")

    assert () == load_files(a=f"# {char}\n{text}").diagnostics


@pytest.mark.parametrize(
    "char", [*HIDDEN, *BLANK, "\x1b", "\n", "\r", "\x85", "\u2028", "\u202e", "\u200b", "\x7f"]
)
@pytest.mark.parametrize("place", ["a{}.yaml", "f{}older/a.yaml"])
def test_a_path_with_what_nobody_sees(tmp_path, hook, char, place):
    """The file is not read, and the message shows what its path has."""
    path = tmp_path / place.format(char)
    path.parent.mkdir(exist_ok=True)
    path.write_text(hook)

    loaded = load([tmp_path], tmp_path)

    assert {} == dict(loaded.desired)
    found = [render(d) for d in loaded.diagnostics if d.code == "character"]
    assert [True] == [f"U+{ord(char):04X} is not allowed" in text for text in found]
    assert not any(is_invisible(shown) for shown in found[0].replace("\n", ""))


def test_a_path_of_two_scripts(tmp_path, hook):
    """A warning, as of a name."""
    (tmp_path / "\u0430cme.yaml").write_text(hook)

    (found,) = load([tmp_path], tmp_path).diagnostics

    assert ("mixed-scripts", "warning") == (found.code, found.severity)
