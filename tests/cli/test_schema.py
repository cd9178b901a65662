"""`hookops schema`, as it is run."""

import json

import pytest

from hookops.manifest.schema.files import published, root


def test_the_list(shell) -> None:
    """Every schema that is shipped has one line with what it is about."""
    shipped = {p.name.removesuffix(".schema.json") for p in root().rglob("*.schema.json")}

    done = shell.run("schema")
    listed = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line[0] == " "]

    assert (0, "") == (done.returncode, done.stderr)
    assert shipped == {name for name, _ in listed}
    assert ["hook-key", "A key pair of Okta's that signs for hooks with private_key_jwt"] in listed
    assert ["token-request", "What Okta sends to a token hook"] in listed


@pytest.mark.parametrize("name", published())
def test_one(shell, name: str) -> None:
    """Each is printed as it is shipped."""
    done = shell.run("schema", name)

    assert (0, "") == (done.returncode, done.stderr)
    assert published()[name].read_text("utf-8") == done.stdout
    assert "title" in json.loads(done.stdout)


@pytest.mark.parametrize(
    ("given", "hint"),
    [("inline-hok", "did you mean inline-hook"), ("\x1b[1m../x", "hookops schema lists them")],
)
def test_no_such_schema(shell, given: str, hint: str) -> None:
    """What is no name is not repeated; what is close is offered."""
    done = shell.run("schema", given)

    assert (3, "") == (done.returncode, done.stdout)
    assert f"error: hookops has no schema of this name\n  hint: {hint}\n" == done.stderr


def test_after_an_upgrade(shell) -> None:
    """What init wrote is written again where this version has another text."""
    shell.run("init", "new")
    old = shell.write("new/.hookops/schemas/project.schema.json", "{}")

    first = shell.run("schema", "--out", "new/.hookops/schemas")
    second = shell.run("schema", "--out", "new/.hookops/schemas")

    assert (
        "wrote new/.hookops/schemas/project.schema.json\n3 schemas there already, of this version\n"
    ) == first.stdout
    assert published()["project"].read_text() == old.read_text()
    assert "4 schemas there already, of this version\n" == second.stdout


def test_one_into_a_folder(shell) -> None:
    """A schema is written into a folder that is not there yet."""
    assert "wrote a/b/plan.schema.json\n" == shell.run("schema", "plan", "--out", "a/b").stdout
    assert published()["plan"].read_text() == (shell.folder / "a/b/plan.schema.json").read_text()


def test_nothing_is_written_through_a_link(shell) -> None:
    """A link that a pull request brings leads no write anywhere."""
    (shell.folder / ".git").mkdir()
    target = shell.folder / "target.json"
    target.write_text("mine")
    (shell.folder / "out").mkdir()
    (shell.folder / "out/plan.schema.json").symlink_to(target)

    done = shell.run("schema", "plan", "--out", "out")

    assert (3, "", "mine") == (done.returncode, done.stdout, target.read_text())
    assert "cannot be written" in done.stderr
