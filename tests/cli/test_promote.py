"""What was tried in one organization goes to the manifests of the other."""

import pytest
from cli.test_diff import OVERLAY, edit, two  # noqa: F401

TOKEN = "manifests/enrich-access-tokens.yaml"


def promote(shell, *keys):
    return shell.run("promote", "--from", "dev", "--to", "prod", *keys)


def dev_overlay(text):
    """An edit of the hook in dev's console."""
    return f"kind: InlineHook\nmetadata: {{name: enrich-access-tokens}}\nspec: {text}\n"


def test_only_the_lines_that_differ(two):  # noqa: F811
    """The base changes, prod's plan shows it, and a comment beside it stays."""
    path = two.folder / TOKEN
    path.write_text(path.read_text().replace("value: prod}", "value: prod} # ours"))
    header = "{channel: {config: {headers: [{key: X-Environment, value: all}]}}}"
    edit(two, "dev", dev_overlay(header))
    done = promote(two, "enrich-access-tokens")
    changed = [line for line in done.stdout.splitlines() if line[:1] in "+-"]
    planned = two.run("plan", "--org", "prod")

    assert 0 == done.returncode, done.stderr
    assert ["-        - {key: X-Environment, value: prod} # ours"] == changed[2:3]
    assert ["+        - {key: X-Environment, value: all} # ours"] == changed[3:]
    assert f"note: {TOKEN} is a manifest of other organizations too: dev" in done.stderr
    assert '"prod" -> "all"' in planned.stdout


def test_what_an_overlay_sets_stays(two):  # noqa: F811
    """It is what makes the environments differ, and is named."""
    edit(two, "dev", dev_overlay("{channel: {config: {uri: https://hooks.example.com/v2}}}"))
    before = (two.folder / TOKEN).read_text()
    done = promote(two, "InlineHook/enrich-access-tokens")

    assert before == (two.folder / TOKEN).read_text()
    assert "channel.config.uri stays, since overlays/prod/token.yaml:3:32 sets it" in done.stderr
    assert "beside overlays, prod declares what dev has" in done.stderr


def test_bindings_go_along(two):  # noqa: F811
    """A flow that no longer calls the hook in dev is no longer declared."""
    overlay = "kind: InlineHook\nmetadata: {name: add-attributes}\nspec: {bindings: []}\n"
    edit(two, "dev", overlay)
    done = promote(two, "add-attributes")

    assert 0 == done.returncode, done.stderr
    assert "bindings: []" in (two.folder / "manifests/saml.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "dev", "enrich-access-tokens"], "promote takes two organizations"),
        (["--from", "dev", "--to", "dev", "x"], "promote takes two organizations"),
        (["--from", "dev", "--to", "prod", "x"], "nothing of that name is declared for the"),
        (["--from", "dev", "--to", "prod"], "Missing argument"),
        (["--from", "qa", "--to", "prd", "x"], "the project has no organization qa or prd"),
        (["--from", "qa", "--to", "prod", "x"], "the project has no organization qa\n"),
    ],
)
def test_what_cannot_be_promoted(two, words, message):  # noqa: F811
    """A typing error, or a name that nobody declares."""
    done = two.run("promote", *words)

    assert 3 == done.returncode
    assert message in done.stderr
