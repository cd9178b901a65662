"""`tools/reference`: every command, variable, field and code is in the reference, with a text."""

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest
from reference import commands, diagnostics, environment, fields, markdown, pages, schemas

from hookops.cli.main import COMMANDS, cli
from hookops.report.explanation.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = sorted(
    path.relative_to(ROOT / "schemas").as_posix().removesuffix(".schema.json")
    for folder in ("manifest", "report")
    for path in (ROOT / "schemas" / folder).glob("*.schema.json")
)


@pytest.mark.parametrize("name", pages.PAGES)
def test_pages_are_up_to_date(name: str) -> None:
    """Each page is what the code says: `make schemas` renews it."""
    path = pages.FOLDER / f"{name}.md"

    assert pages.PAGES[name]() == path.read_text()


def test_no_page_is_left_over() -> None:
    """A page that nothing makes would get old."""
    assert {*pages.PAGES} == {path.stem for path in pages.FOLDER.glob("*.md")}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_has_a_description(name: str) -> None:
    """A field that nobody describes is one that users guess at."""
    found = [*fields.fields(schemas.load(name))]

    assert [] == [field.path for field in found if not field.description]
    assert len(found) > 5


def test_every_command_and_option() -> None:
    """Each command, subcommand and option has its line."""
    text = commands.text()
    missing: list[str | None] = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        inner = command.commands.values() if isinstance(command, click.Group) else ()
        for each in (command, *inner):
            options = [p for p in each.params if isinstance(p, click.Option) and not p.hidden]
            missing += [option.opts[0] for option in options if f"`{option.opts[0]}" not in text]
        missing += [each.name for each in inner if f"### hookops {name} {each.name}\n" not in text]

    assert [] == missing
    assert [*COMMANDS] == re.findall(r"^## hookops (\S+)$", text, re.MULTILINE)


def test_an_option_says_its_default_and_variable() -> None:
    """`--org` is read from a variable; `--format` has a default that its help says already."""
    text = commands.text()

    assert "needed when there are several. Variable: `HOOKOPS_ORG`. |" in text
    assert "| `--parallelism N` |" in text


def test_variables_are_those_of_the_code() -> None:
    """What the code reads is on the list, and nothing else is."""
    texts = [path.read_text() for path in environment.modules()]
    read = {name for text in texts for name in environment.read_by_code(text)}
    # Their names are made of others, and so nowhere in the code.
    made = {"HOOKOPS_API_TOKEN_", "HOOKOPS_PRIVATE_KEY_", "HOOKOPS_FINGERPRINT_KEY_PREVIOUS"}

    assert environment.names() == read | made


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('env.get("TERM")', {"TERM"}),
        ('here.env["CI"]', {"CI"}),
        ('[n for n in ("USER", "NETRC") if env.get(n)]', {"USER", "NETRC"}),
        ('for n in ("USER",):\n    env.get(n)', {"USER"}),
        ('X = "HOOKOPS_NEW_ONE"', {"HOOKOPS_NEW_ONE"}),
        ('X = ("AWS_REGION", "ACTIVE")', {"AWS_REGION"}),
        ('found.get("TERM")', set()),
        ('"""HOOKOPS_NEW_ONE says."""', set()),
    ],
)
def test_what_reads_a_variable(source: str, names: set[str]) -> None:
    """A new one is noticed, however it is read."""
    ast.parse(source)

    assert names == environment.read_by_code(source)


def test_secret_variables_are_marked() -> None:
    """Each variable whose name says so is on the list as a secret."""
    rows = [row for group in environment.listed() for row in group["variable"]]
    named = re.compile(r"TOKEN|SECRET(_\*)?$|PASSWORD|_KEY$|SAS_KEY")
    # They name a file, a host or a pattern, or are an id.
    other = {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE"}
    other |= {"AZURE_FEDERATED_TOKEN_FILE"}
    wrong = [r["name"] for r in rows if named.search(r["name"]) and not r.get("secret")]

    assert [] == sorted({*wrong} - other)


def test_every_code_is_explained() -> None:
    """Each entry of the catalogue has its heading."""
    text = diagnostics.text()

    assert [e.code for e in catalogue()] == re.findall(r"^### `([^`]+)`", text, re.MULTILINE)


SCHEMA = {
    "properties": {
        "a": {"$ref": "#/$defs/text"},
        "b": {"type": "array", "items": {"properties": {"c": {"const": 1}}, "required": ["c"]}},
        "d": {"additionalProperties": {"description": "D.", "enum": ["x", "y"], "default": "x"}},
        "e": {"anyOf": [{"$ref": "#/$defs/text"}, {"type": "null"}]},
        "f": False,
    },
    "allOf": [
        {
            "if": {"properties": {"a": {"const": "A"}}},
            "then": {"properties": {"g": {"type": "boolean", "description": "G."}}},
        }
    ],
    "$defs": {"text": {"type": "string", "description": "T.", "patternErrorMessage": "must be t"}},
}


def test_fields_of_a_schema() -> None:
    """References are followed, and what depends on another field says so."""
    found = {f.path: (f.type, f.required, f.where, f.description) for f in fields.fields(SCHEMA)}

    assert found == {
        "a": ("text", False, "", "T."),
        "b": ("list", False, "", ""),
        "b[].c": ("whole number", True, "", ""),
        "d": ("any", False, "", ""),
        "d.NAME": ("text", False, "", "D."),
        "e": ("text or null", False, "", "T."),
        "g": ("true or false", False, "a: A", "G."),
    }


def test_a_schema_that_refers_to_itself() -> None:
    """It ends."""
    inner = {"properties": {"x": {"$ref": "#/$defs/t"}}}
    tree = {**inner, "$defs": {"t": {"description": "T", **inner}}}

    assert ["x", "x.x"] == [field.path for field in fields.fields(tree)]


def test_cells_and_prose() -> None:
    """A bar ends no cell, and what looks like markup is text."""
    assert "| a |\n| --- |\n| x \\| y |" == markdown.table(["a"], [["x | y"]])
    assert "\\<b> \\*x\\* \\[y\\]" == markdown.prose("<b>\n *x* [y]")
    assert "`[a_b]` and \\[c\\]" == markdown.prose("`[a_b]` and [c]")


def test_every_page_has_its_place() -> None:
    """Each page is in the contents and in the navigation of the site, and no other is."""
    settings = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]
    placed = set(re.findall(r'"(docs/[^"]+\.md)"', str(settings["nav"]).replace("'", '"')))
    docs = ROOT / "docs"
    every = {p.relative_to(ROOT).as_posix() for p in docs.rglob("*.md")}
    decisions = {name for name in every if re.search(r"decisions/\d", name)}
    index = (docs / "index.md").read_text()
    linked = {f"docs/{target}" for target in re.findall(r"\]\(([^)#:]+\.md)", index)}

    assert every - decisions == placed
    assert every - decisions - {"docs/index.md"} == linked - {"docs/../CHANGELOG.md"} - {
        "docs/../CONTRIBUTING.md"
    }
