"""What is said of text that is not YAML: where the mistake is, and a hint that mends it.

Each mistake is made in a manifest that is right: line 6 is its name, 9 its status, 13 to 16 its
uri, headers and authScheme.
"""

import pytest

from hookops.model.diagnostic import render

TAB = "error[tab]: tabs are not allowed for indentation\n  hint: use spaces"
DEEPER = (
    "error[indentation]: this line is indented deeper, and the line above it has a value already"
    "\n  hint: align it with the fields or list items that it belongs to"
)
BETWEEN = (
    "error[indentation]: the indentation of this line fits nothing above it"
    "\n  hint: align it with the fields or list items that it belongs to"
)
NO_FIELD = "error[colon]: this line is no field: it has no `: `\n  hint: write `name: value`"
COLON = "error[colon]: a space must follow the colon of a field\n  hint: `name: x`"
DASH = "error[colon]: a space must follow the dash of a list item\n  hint: `- x`"
SECOND = (
    "error[colon]: a second colon in one value"
    "\n  hint: quote the value, or start another field on a line of its own"
)
HEADER = "- {key: X-Env, value: prod}"


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("  name: Enrich\n", "\tname: Enrich\n", "6:1"),
        ("  name: enrich\n", "\tname: enrich\n", "4:1"),
        ("      uri:", "\t\t\turi:", "13:1"),
        ("      headers:", "    \theaders:", "14:5"),
        ("        - {key", "\t- {key", "15:1"),
        ("      headers:", "\t\n      headers:", "14:1"),
        ("      headers:", "\t# a comment\n      headers:", "14:1"),
        ("apiVersion:", "\tapiVersion:", "1:1"),
        ("name: Enrich", "name: |\n\tEnrich", "7:1"),
    ],
)
def test_tabs(said, old, new, at):
    """A tab that indents is called a tab, wherever it stands."""
    assert [f"{at}: {TAB}"] == said(old, new)


@pytest.mark.parametrize("item", ["-\tkey: X-Env\n          value: prod", "-\t{key: X-Env}"])
def test_a_tab_after_a_dash(said, item):
    """The space after a dash is indentation too."""
    message = "error[tab]: a tab cannot follow the dash of a list item\n  hint: use a space"

    assert [f"15:10: {message}"] == said(HEADER, item)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("uri: https", "uri:\thttps"),
        ("headers:\n", "headers:\t\n"),
        ("{key: X-Env,", "{\n\t\tkey: X-Env,"),
        ("status: ACTIVE", "status: ACTIVE\t# a comment"),
    ],
)
def test_tabs_that_do_not_indent(said, old, new):
    """YAML allows tabs between words."""
    assert [] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "at", "char"),
    [
        ("  name: enrich\n", "  name: enrich\n  previousNames: [a, b\n", "5:18", "["),
        (
            "headers:\n        - {key: X-Env, value: prod}",
            "headers: [{key: X, value: y}",
            "14:16",
            "[",
        ),
        ("HOOKOPS_SECRET_TOKEN}", "HOOKOPS_SECRET_TOKEN", "16:19", "{"),
        ("headers:\n", "headers: [\n", "14:16", "["),
        ("headers:\n", "headers: {\n", "14:16", "{"),
        ("  name: Enrich\n", "  name: a [b]\n  bindings: [\n    - x\n", "7:13", "["),
        (HEADER, "- {key: X-Env, value: prod", "15:11", "{"),
        ("  name: enrich\n", "  name: enrich\n  labels: {team: it's, a: b\n", "5:11", "{"),
        (HEADER, "- {key: X-Env, # value: prod}", "15:11", "{"),
    ],
)
def test_a_bracket_that_is_never_closed(said, old, new, at, char):
    """What is never closed is closed by the bracket that is missing: quotes would not help."""
    close = {"[": "]", "{": "}"}[char]
    message = f"error[quote]: this {char} is never closed\n  hint: close it with {close}"

    assert f"{at}: {message}" in said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "value: prod}",
            "value: prod]",
            "15:35: error[syntax]: a ] cannot close the { before it"
            "\n  hint: write } before it, or in its place",
        ),
        (
            "value: prod}",
            "value: [prod}",
            "15:36: error[syntax]: a } cannot close the [ before it"
            "\n  hint: write ] before it, or in its place",
        ),
        (
            "X-Env, value",
            "X-Env value",
            "15:28: error[colon]: a second `: ` without a comma before it"
            "\n  hint: write the comma, or quote values that contain `: `",
        ),
        (
            "{key: X-Env, value: prod}",
            '{"key": "X-Env" "value": "prod"}',
            "15:27: error[syntax]: a colon or a comma is missing before this"
            "\n  hint: write it, or quote the whole value if this is a part of it",
        ),
        (
            "{key: X-Env, value: prod}",
            '{"key": "X-Env, "value": "prod"}',
            "15:28: error[quote]: text directly after a closing quote"
            "\n  hint: close the quote before it where its text ends",
        ),
        (
            "{key: X-Env, value: prod}",
            "{key: X-Env, // the stage\n           value: prod}",
            "15:24: error[syntax]: // does not start a comment\n  hint: use #",
        ),
        (
            f"headers:\n        {HEADER}",
            f"headers: [\n        {HEADER}\n        ]",
            "15:9: error[syntax]: a list item with a dash cannot stand in brackets"
            "\n  hint: remove the brackets, or the dash",
        ),
        ("prod}", "prod}]", "15:36: error[syntax]: this ] closes nothing\n  hint: remove it"),
        ("prod}", "prod}}", "15:36: error[syntax]: this } closes nothing\n  hint: remove it"),
    ],
)
def test_other_mistakes_in_brackets(said, old, new, expected):
    """A bracket that is closed is not said to be open."""
    assert [expected] == said(old, new)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            "[Prod] Enrich",
            "6:16: error[syntax]: text after the closing ]\n  hint: quote the whole value",
        ),
        (
            "{Prod} Enrich",
            "6:16: error[syntax]: text after the closing }\n  hint: quote the whole value",
        ),
        (
            '"Enrich" it',
            "6:18: error[quote]: text after the closing quote\n  hint: quote the whole value",
        ),
        (
            "'Okta's hook'",
            "6:15: error[quote]: text after the closing quote"
            "\n  hint: quote the whole value; inside, write '' for '",
        ),
        ('"Enrich', "6:9: error[quote]: this quoted text does not end\n  hint: close the quote"),
        (
            '"Enrich\n  type: "x"',
            "7:10: error[quote]: text after a closing quote, whose opening one is on a line above"
            "\n  hint: close the quote where its text ends",
        ),
        ("Enrich: tokens", f"6:15: {SECOND}"),
        ("Enrich:", f"6:15: {SECOND}"),
        (
            "] x",
            "6:9: error[quote]: a value cannot start with ]"
            "\n  hint: quote the value, or remove what closes or parts nothing",
        ),
        (
            "{a: >-}",
            "6:13: error[quote]: a value inside of brackets or braces cannot start with >"
            "\n  hint: write the value on a line of its own, outside of them, or quote it",
        ),
        (
            "[|]",
            "6:10: error[quote]: a value inside of brackets or braces cannot start with |"
            "\n  hint: write the value on a line of its own, outside of them, or quote it",
        ),
        (
            "@x",
            "6:9: error[quote]: a value cannot start with this character"
            "\n  hint: quote values that start with @, % or a backtick",
        ),
        (
            '"\\ud83d\\ude00"',
            "6:10: error[character]: YAML has no pairs of escapes for one character"
            "\n  hint: write the character itself",
        ),
    ],
)
def test_values(said, new, expected):
    """Quotes are the hint where quotes mend it."""
    assert [expected] == said("Enrich", new)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("valueFrom: env:", "valueFrom: env: ", "16:54"),
        (
            "authScheme: {key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN}",
            "authScheme:\n        key: A\n        valueFrom: env: HOOKOPS_SECRET_TOKEN",
            "18:23",
        ),
    ],
)
def test_a_reference_with_a_space(said, old, new, at):
    """Quotes would not help: a reference is one word."""
    message = "error[colon]: a reference to a secret has no space in it\n  hint: write env:NAME"

    assert [f"{at}: {message}"] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("status: ACTIVE", "status ACTIVE", "9:3"),
        ("kind: InlineHook", "kind InlineHook", "2:1"),
        ("  channel:\n", "  channel\n", "10:3"),
        ("apiVersion", "hello\napiVersion", "1:1"),
    ],
)
def test_a_line_without_a_colon(said, old, new, at):
    """The line without a colon is the one that is named."""
    assert [f"{at}: {NO_FIELD}"] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("status: ACTIVE", "status:ACTIVE", f"9:10: {COLON}"),
        ("uri: https", "uri:https", f"13:11: {COLON}"),
        ("kind: InlineHook", "kind:InlineHook", f"2:6: {COLON}"),
        (HEADER, HEADER.replace("- ", "-"), f"15:10: {DASH}"),
        (HEADER, "-key: X-Env\n          value: prod", f"15:10: {DASH}"),
    ],
)
def test_a_space_that_is_missing(said, old, new, expected):
    """The place is where the space belongs."""
    assert [expected] == said(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    type: HTTP", "      type: HTTP\n    x: y", f"12:5: {BETWEEN}"),
        ("      headers:", "    headers:", None),
        ("      headers:\n", "        headers:\n", f"14:9: {DEEPER}"),
        ("      headers:\n", "     headers:\n", f"14:6: {BETWEEN}"),
        ("  version: 1.0.1", "version: 1.0.1", f"9:3: {DEEPER}"),
        (HEADER, "- key: X-Env\n            value: prod", f"16:13: {DEEPER}"),
        (HEADER, "- key: X-Env\n         value: prod", f"16:10: {BETWEEN}"),
        (HEADER, f"{HEADER}\n       {HEADER}", f"16:8: {BETWEEN}"),
        (
            HEADER,
            "- key: X-Env\n        value: prod",
            "16:9: error[syntax]: a field cannot stand among list items"
            "\n  hint: indent it below the item that it belongs to, or start it with a dash",
        ),
        (
            "      headers:",
            "      - headers:",
            "14:7: error[syntax]: a list item cannot stand among fields"
            "\n  hint: remove the dash, or indent the list below its field",
        ),
        (
            "apiVersion",
            "  apiVersion",
            "2:1: error[indentation]: this line is indented less than the first line of the "
            "document"
            "\n  hint: start both at the same column",
        ),
        (
            "  status",
            "  : x\n  status",
            "9:3: error[syntax]: there is no name before this colon\n  hint: write `name: x`",
        ),
    ],
)
def test_indentation(said, old, new, expected):
    """A line at the wrong depth is called that, and no hint is to quote a value."""
    found = said(old, new)

    assert all("quote" not in text for text in found)
    assert expected is None or [expected] == found


@pytest.mark.parametrize("bullet", ["\u2014", "\u2013", "\u2212", "\u2022", "*", "+", "--"])
def test_a_list_item_without_a_dash(said, bullet):
    """What word processors make of a dash is none."""
    name = bullet if bullet.isascii() else f"U+{ord(bullet):04X}"
    expected = (
        f"15:9: error[syntax]: {name} does not start a list item\n  hint: write - and a space"
    )

    assert [expected] == said(HEADER, HEADER.replace("-", bullet, 1))


@pytest.mark.parametrize("comment", ["// x", "/* x */", "; x", "-- x", "<!-- x -->"])
def test_comments_of_other_languages(said, comment):
    """A comment starts with #."""
    message = "error[syntax]: this line is no field, and no comment\n  hint: start a comment with #"

    assert [f"9:3: {message}"] == said("  status", f"  {comment}\n  status")


@pytest.mark.parametrize("line", ["--", "----", " ---", "\u2014"])
def test_documents_are_separated_by_three_dashes(said, line):
    """Other dashes separate nothing."""
    found = said("spec:\n", f"{line}\nspec:\n")
    message = "error[syntax]: this line separates no documents"

    assert [
        f"5:{2 if line[0] == ' ' else 1}: {message}\n  hint: write --- at its first column"
    ] == found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "  status: ACTIVE\n",
            "<<<<<<< HEAD\n  status: ACTIVE\n=======\n>>>>>>> b\n",
            "9:1: error[syntax]: a conflict of Git is not resolved\n  hint: keep one of its sides",
        ),
        (
            "apiVersion",
            "```yaml\napiVersion",
            "1:1: error[syntax]: this line is Markdown, not YAML\n  hint: remove it",
        ),
    ],
)
def test_what_other_tools_left(said, old, new, expected):
    """Marks of Git and Markdown are known."""
    assert [expected] == said(old, new)


def test_a_block_of_text_is_no_suspect(load_files, hook):
    """Text above may look like any mistake: the one there is, is where the parser stops."""
    text = "  annotations:\n    a: |\n      * one\n      // two\n      \u2014 three\n    b: c: d\n"
    (found,) = load_files(a=hook.replace("  name: enrich\n", "  name: enrich\n" + text)).diagnostics

    assert f"10:9: {SECOND}" == render(found).removeprefix("a.yaml:")


def test_a_template(said):
    """Templates are not filled in, and are no mapping that was meant."""
    expected = (
        "6:10: error[key]: a { directly after a {: keys must be text"
        "\n  hint: quote the whole value; hookops fills in no templates"
    )

    assert [expected] == said("Enrich", "{{ name }}")


def test_a_value_that_is_a_comment(said):
    """A value that starts with # is nothing, and a warning says why."""
    found = said("name: Enrich", "name: #1 hook")

    assert [
        "6:8: error[type]: name must be text, found nothing (null)"
        "\n  hint: write its value, or remove the field",
        "6:8: warning[comment]: text after # was dropped"
        "\n  hint: quote the value, or write a space after #",
    ] == found
