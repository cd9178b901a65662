"""Characters that are not what they look like, or cannot be seen."""

import pytest


def space(name, code):
    return f"error[character]: {name} U+{code} only looks like a space\n  hint: write a plain space"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("status: ACTIVE", "status:\u00a0ACTIVE", f"9:10: {space('no-break space', '00A0')}"),
        ("status: ACTIVE", "status\u00a0: ACTIVE", f"9:9: {space('no-break space', '00A0')}"),
        ("status: ACTIVE", "status: ACTIVE\u00a0", f"9:17: {space('no-break space', '00A0')}"),
        ("status: ACTIVE", "status: \u00a0ACTIVE", f"9:11: {space('no-break space', '00A0')}"),
        ("  status", "\u00a0\u00a0status", f"9:1: {space('no-break space', '00A0')}"),
        ("  status", " \u00a0status", f"9:2: {space('no-break space', '00A0')}"),
        ("- {key", "-\u00a0{key", f"15:10: {space('no-break space', '00A0')}"),
        ("{key: X-Env", "{\u00a0key: X-Env", f"15:12: {space('no-break space', '00A0')}"),
        ("{key: X-Env", "{key:\u00a0X-Env", f"15:16: {space('no-break space', '00A0')}"),
        ("status: ACTIVE", "status:\u3000ACTIVE", f"9:10: {space('ideographic space', '3000')}"),
        ("status: ACTIVE", "status:\u2009ACTIVE", f"9:10: {space('thin space', '2009')}"),
        ("  status", "\u2002\u2002status", f"9:1: {space('en space', '2002')}"),
        (
            "status: ACTIVE",
            "status\uff1a ACTIVE",
            "9:9: error[character]: U+FF1A only looks like a colon\n  hint: write : and a space",
        ),
    ],
)
def test_characters_that_look_like_others(said, old, new, expected):
    """A space of a web page is named, to the column."""
    assert [expected] == said(old, new)


@pytest.mark.parametrize("value", ["Enrich\u00a0tokens", '"\u00a0"', "it\u2019s", "a \u2013 b"])
def test_characters_that_are_part_of_a_text(load_files, hook, value):
    """Inside of a text they are what somebody wrote."""
    loaded = load_files(
        a=hook.replace("  name: enrich\n", f"  name: enrich\n  annotations: {{a: {value}}}\n")
    )

    assert () == loaded.diagnostics


@pytest.mark.parametrize(
    "quoted", ["\u201cEnrich\u201d", "\u2018Enrich\u2019", "\u00abEnrich\u00bb"]
)
def test_quotes_of_a_word_processor(said, quoted):
    """They do not quote, so a warning says that they are part of the value."""
    message = "these quotes are a part of the text: YAML has only \" and '"

    assert [f"6:9: warning[ambiguous]: {message}\n  hint: replace them"] == said("Enrich", quoted)


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    "comment", [FAMILY, "\U0001f3f3\ufe0f\u200d\U0001f308", FLAG, "\u0645\u06cc\u200c\u062e\u0648"]
)
@pytest.mark.parametrize("form", ["status: ACTIVE # {}", "# {}\n  status: ACTIVE"])
def test_what_joins_characters_in_a_comment(said, comment, form):
    """Emoji of several characters, and scripts with joiners, are fine in comments."""
    assert [] == said("status: ACTIVE", form.format(comment))


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200b", "\u200e", "\u00ad", "\ufeff"])
def test_what_hides_in_a_comment(said, char):
    """What turns text around, or separates nothing from nothing, is refused in comments too."""
    message = f"error[character]: invisible character U+{ord(char):04X} is not allowed"

    assert [f"9:6: {message}"] == said("  status", f"  # \u00e9{char}\u00e9\n  status")


@pytest.mark.parametrize("text", ["a\u200db", "a\u200d\U0001f469", "\U0001f469\u200da"])
def test_a_joiner_that_joins_nothing(said, text):
    """Between letters of ASCII there is nothing to join."""
    (found,) = said("  status", f"  # {text}\n  status")

    assert "invisible character U+200D is not allowed" in found


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("name: Enrich", f"name: {FAMILY}", [(6, 10), (6, 12)]),
        ("name: Enrich", f'name: "# {FAMILY}"', [(6, 13), (6, 15)]),
        ("name: Enrich", f"name: |-\n    # {FAMILY}", [(7, 8), (7, 10)]),
        ("  status", f"  {FAMILY}: x\n  status", [(9, 4), (9, 6)]),
    ],
)
def test_joiners_outside_of_comments(load_files, hook, old, new, at):
    """A key or a value must be what it looks like, also where a # stands in it."""
    found = load_files(a=hook.replace(old, new)).diagnostics

    assert at == [
        (d.mark.line, d.mark.column) for d in found if "U+200D is not allowed" in d.message
    ]
    assert {"only a comment may have it"} == {d.hint for d in found if "U+200D" in d.message}
