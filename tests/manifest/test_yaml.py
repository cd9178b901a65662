"""YAML that manifests must not contain; Y numbers name rows of the list of bad inputs."""

import pytest

from hookops.manifest.document import parse


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "\ufeff"])
def test_y01_no_document(yaml_codes, text):
    """A file without a document is a mistake, never a wish for zero hooks."""
    assert [(1, 1, "no-document")] == yaml_codes(text)


def test_y01_only_a_separator(yaml_codes):
    """A separator does not make a document."""
    assert [(1, 1, "no-document")] == yaml_codes("---\n")


@pytest.mark.parametrize("text", ["[a]", "word", "'null'", "7"])
def test_y02_top_level_is_no_mapping(yaml_codes, text):
    """A document is a mapping."""
    assert [(1, 1, "type")] == yaml_codes(text)


def test_y03_trailing_empty_document(yaml_codes):
    """An empty document is pointed at by its separator."""
    assert [(2, 1, "no-document")] == yaml_codes("a: b\n---\n")


def test_y04_same_key_twice():
    """Both places of a doubled key are named."""
    (found,) = parse(b"a: 1\nb: 2\na: 3\n", "x.yaml")[1]

    assert ("duplicate-key", 3, 1) == (found.code, found.mark.line, found.mark.column)
    assert [1] == [mark.line for mark, _ in found.related]


def test_y05_same_key_quoted_and_bare(yaml_codes):
    """Quotes do not make another key."""
    assert [(2, 1, "duplicate-key")] == yaml_codes("a: 1\n'a': 2\n")


def test_y06_merge_key(yaml_codes):
    """Merge keys and what they need are an error."""
    text = "base: &b {x: y}\nuse:\n  <<: *b\n"
    assert [(1, 7, "alias"), (3, 3, "key"), (3, 7, "alias")] == yaml_codes(text)


def test_y07_unused_anchor(yaml_codes):
    """Anchors are an error even when nothing refers to them."""
    assert [(1, 4, "alias")] == yaml_codes("a: &x b\n")


def test_y08_self_reference(yaml_codes):
    """A value that contains itself is an error like every alias."""
    assert [(1, 4, "alias"), (1, 8, "alias")] == yaml_codes("a: &a [*a]\n")


@pytest.mark.promise("P22")
def test_y09_alias_bomb(yaml_codes):
    """Aliases are never expanded, so a bomb is only text."""
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert {"alias"} == {code for _, _, code in yaml_codes(text)}


@pytest.mark.parametrize(
    ("tag", "name"),
    [("!!python/object/apply:os.system", ": !!python"), ("!!binary", ": !!binary"), ("!hush", "")],
)
def test_y10_tags(tag, name):
    """Tags are an error; only YAML's own are named, another may be the start of a password."""
    (found,) = parse(f"a: {tag} x\n".encode(), "x.yaml")[1]

    assert ("tag", f"tags are not supported{name}") == (found.code, found.message)


@pytest.mark.parametrize("word", ["yes", "NO", "on", "off", "y", "1.0.1", "nullable"])
def test_y11_words_stay_text(word):
    """YAML 1.2 reads these words as they are written."""
    assert {word: word} == parse(f"{word}: {word}".encode(), "x.yaml")[0][0].data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("012", 12),
        ("0o14", 12),
        ("0x10", 16),
        ("-7", -7),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("True", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("-.INF", float("-inf")),
    ],
)
def test_y13_core_types(text, value):
    """What the core schema of YAML 1.2 calls a number, a boolean or null is one."""
    assert {"a": value} == parse(f"a: {text}".encode(), "x.yaml")[0][0].data


@pytest.mark.parametrize(
    "text", ["12:30:45", "1_000", "2024-01-01", "2024-01-01T10:00:00Z", "0b11"]
)
def test_y14_y15_other_readers(yaml_codes, text):
    """Text that YAML 1.1 takes for a number or a date stays text, with a warning."""
    assert [(1, 4, "ambiguous")] == yaml_codes(f"a: {text}\n")
    assert {"a": text} == parse(f"a: {text}".encode(), "x.yaml")[0][0].data


@pytest.mark.parametrize("text", [".nan", "9" * 5000, "-" + "9" * 5000, "1e999"])
def test_y16_numbers_without_a_finite_value(text):
    """Numbers that have no finite value are numbers all the same, and no crash."""
    assert isinstance(parse(f"a: {text}".encode(), "x.yaml")[0][0].data["a"], float)


def test_y17_text_lost_after_hash(yaml_codes):
    """Text after ` #` is gone; a comment that looks like one is fine."""
    assert [(1, 4, "comment")] == yaml_codes("a: p@ss #word\nb: x # a comment\n")


def test_y18_second_colon(yaml_codes):
    """A value with a colon and a space must be quoted, and is not echoed."""
    assert [(2, 14, "colon")] == yaml_codes("a: b\nv: Basic hush: def\n")
    assert "hush" not in str(parse(b"v: Basic hush: def\n", "x.yaml"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@x", "quote"),
        ("%x", "quote"),
        ("`x", "quote"),
        ("*x", "alias"),
        ("&x", "alias"),
        ("!x", "tag"),
        ("{x", "quote"),
        ("[x", "quote"),
        ("}x", "quote"),
        ("'x", "quote"),
    ],
)
def test_y19_values_that_need_quotes(yaml_codes, text, code):
    """Each character that cannot start a value is pointed at."""
    assert [(1, 4, code)] == yaml_codes(f"a: {text}")


def test_y20_tab_indentation(yaml_codes):
    """A tab is no indentation."""
    assert [(3, 1, "tab")] == yaml_codes("a:\n  b: x\n\tc: y\n")


@pytest.mark.parametrize("data", ["a: é".encode("utf-16"), "a: é".encode("latin-1"), b"a: \xff"])
def test_y21_other_encodings(yaml_codes, data):
    """Only UTF-8 is read."""
    assert [(1, 1, "not-utf8")] == yaml_codes(data)


def test_y21_byte_order_mark():
    """A UTF-8 byte order mark is passed over and moves no column."""
    document = parse(b"\xef\xbb\xbfa: b\n", "x.yaml")[0][0]

    assert ({"a": "b"}, (1, 4)) == (document.data, document.values[("a",)])


@pytest.mark.parametrize("text", ['"\\e[31m"', '"\\0"', '"a\\u202eb"', '"\\L"'])
def test_y22_escaped_control_characters(yaml_codes, text):
    """An escape cannot bring in what may not be written."""
    assert [(1, 4, "character")] == yaml_codes(f"a: {text}\n")


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\x7f", "\x9b"])
def test_y22_raw_control_characters(yaml_codes, char):
    """Raw control characters are pointed at to the column."""
    assert [(1, 6, "character")] == yaml_codes(f"a: xy{char}z\n")


def test_y23_lone_surrogate(yaml_codes):
    """Half a character is no text."""
    assert [(1, 7, "character")] == yaml_codes('a: "\\ud800"\n')


@pytest.mark.parametrize("char", ["\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff"])
def test_y24_invisible_characters(yaml_codes, char):
    """What cannot be seen or turns text around is an error, in keys and in values."""
    assert [(1, 2, "character"), (2, 5, "character")] == yaml_codes(f"a{char}: x\nb: y{char}\n")


@pytest.mark.parametrize("key", ["1", "true", "null", "~", "0x10", "? [a]\n"])
def test_y25_y27_keys_that_are_no_text(yaml_codes, key):
    """Keys are text."""
    assert ["key"] == [code for _, _, code in yaml_codes(f"{key}: x\n")]


def test_y26_no_space_after_the_colon(yaml_codes):
    """The place is after the colon that lacks its space, not where the parser gave up."""
    assert [(1, 6, "colon")] == yaml_codes("name:x\nkind: y\n")


def test_y26_last_line(yaml_codes):
    """The same at the end of a file."""
    assert [(2, 6, "colon")] == yaml_codes("kind: y\nname:x\n")


@pytest.mark.parametrize("mark", ["\r", "\x85", "\u2028", "\u2029"])
def test_y28_unusual_line_breaks(yaml_codes, mark):
    """Line breaks that only some tools see are an error."""
    assert [(1, 5, "character")] == yaml_codes(f"a: b{mark}c: d")


def test_y28_crlf_is_lf():
    """Files of Windows say the same."""
    one, two = (parse(text, "x.yaml")[0][0] for text in (b"a: |\n b\nc: d", b"a: |\r\n b\r\nc: d"))

    assert (one.data, one.values) == (two.data, two.values)


@pytest.mark.promise("P22")
@pytest.mark.parametrize(
    "text", ["[" * 100_000, "\n - " + "- " * 50_000, "{a: " * 30_000, "[\n" * 50_000]
)
def test_y30_depth(yaml_codes, text):
    """Deep nesting is an error at level 33, before it can hurt."""
    assert ["limit"] == [code for _, _, code in yaml_codes("a: " + text)]


def test_y30_depth_is_counted_exactly(yaml_codes):
    """32 levels pass and 33 do not."""
    assert [] == yaml_codes("a: " + "[" * 31 + "]" * 31)
    assert [(1, 35, "limit")] == yaml_codes("a: " + "[" * 32 + "]" * 32)


@pytest.mark.promise("P22")
def test_y30_nodes(yaml_codes):
    """A document has at most 200,000 nodes."""
    assert [(1, 399_999, "limit")] == yaml_codes("a: [" + "x," * 200_010 + "]")


@pytest.mark.promise("P22")
def test_y30_documents(yaml_codes):
    """A file has at most 10,000 documents: a hundred thousand small ones would fit into it."""
    assert [] == yaml_codes("---\na: b\n" * 10_000)
    assert [(20_002, 1, "limit")] == yaml_codes("---\na: b\n" * 20_000)


@pytest.mark.promise("P22")
def test_y30_bytes(yaml_codes):
    """A file of more than 2 MiB is not parsed."""
    assert [(1, 1, "limit")] == yaml_codes(b"a" * (2 * 1024 * 1024 + 1))


@pytest.mark.promise("P22")
def test_y30_problems_end(yaml_codes):
    """A file that is wrong everywhere is not complained about for ever."""
    assert 51 == len(yaml_codes("a: 1\n" + "a: 2\n" * 1000))


def test_directives(yaml_codes):
    """Directives change how the rest is read."""
    assert [(1, 1, "directive")] == yaml_codes("%YAML 1.1\n---\na: b\n")


def test_several_problems_at_once(yaml_codes):
    """What is wrong in one place does not hide what is wrong in another."""
    text = "a: 1\na: 2\nb: !x y\n1: z\n---\nc: *d\n---\n"
    expected = [
        (2, 1, "duplicate-key"),
        (3, 4, "tag"),
        (4, 1, "key"),
        (6, 4, "alias"),
        (7, 1, "no-document"),
    ]
    assert expected == yaml_codes(text)
