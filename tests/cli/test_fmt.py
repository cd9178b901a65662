"""`hookops fmt`, as it is run."""

import io
import os

import pytest

from hookops.cli.host import Host
from hookops.cli.main import run

WILD = "kind:   HookKey\napiVersion: hookops.dev/v1\nmetadata: {name: b}  # why\n"
TAME = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: b}  # why\n"
DIFF = """\
--- a/manifests/b.yaml
+++ b/manifests/b.yaml
@@ -1,3 +1,3 @@
-kind:   HookKey
 apiVersion: hookops.dev/v1
+kind: HookKey
 metadata: {name: b}  # why
"""


def test_a_project(shell) -> None:
    """Without a path, hookops.yaml, manifests and overlays are formatted; twice is once."""
    shell.write("manifests/b.yaml", WILD)

    first, second = shell.run("fmt"), shell.run("fmt")

    assert (0, "") == (first.returncode, first.stderr)
    assert "formatted: manifests/b.yaml\n1 file formatted, 2 unchanged\n" == first.stdout
    assert TAME == (shell.folder / "manifests/b.yaml").read_text()
    assert "0 files formatted, 3 unchanged\n" == second.stdout


def test_overlays(shell) -> None:
    """What only one organization has is formatted with the rest."""
    one = "{emulator: .hookops/local.db, overlays: [overlays/one]}"
    project = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", project.replace("{emulator: .hookops/local.db}", one))
    shell.write("overlays/one/b.yaml", WILD)

    assert "formatted: overlays/one/b.yaml\n" in shell.run("fmt").stdout


@pytest.mark.parametrize(
    ("options", "code", "printed"),
    [
        (["--check"], 2, "not formatted: manifests/b.yaml\n"),
        (["--diff"], 0, f"{DIFF}not formatted: manifests/b.yaml\n"),
        (["--check", "--diff"], 2, f"{DIFF}not formatted: manifests/b.yaml\n"),
    ],
)
def test_only_looking(shell, options, code, printed) -> None:
    """Nothing is written, and --check says by its exit code whether something would be."""
    shell.write("manifests/b.yaml", WILD)

    done = shell.run("fmt", *options)

    assert (code, "") == (done.returncode, done.stderr)
    assert f"{printed}1 file not formatted, 2 unchanged\n" == done.stdout
    assert WILD == (shell.folder / "manifests/b.yaml").read_text()


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_file_that_cannot_be_read(shell, options) -> None:
    """It stays as it is, and is named with its place; the others go on; the exit code is 3."""
    shell.write("manifests/a.yaml", "a: [\n")
    shell.write("manifests/b.yaml", WILD)

    done = shell.run("fmt", *options)

    assert 3 == done.returncode
    assert done.stderr.startswith("manifests/a.yaml:1:4: error[")
    assert "a: [\n" == (shell.folder / "manifests/a.yaml").read_text()
    assert (WILD if options else TAME) == (shell.folder / "manifests/b.yaml").read_text()


def test_links(shell) -> None:
    """Nothing is written through a link, wherever it leads."""
    outside = shell.folder.parent / "outside.yaml"
    outside.write_text(WILD)
    shell.write("manifests/b.yaml", WILD)
    (shell.folder / "manifests/inside.yaml").symlink_to("b.yaml")
    (shell.folder / "manifests/outside.yaml").symlink_to(outside)
    (shell.folder / "manifests/nowhere.yaml").symlink_to("gone.yaml")

    done = shell.run("fmt")

    assert "1 file formatted, 2 unchanged, 3 skipped\n" in done.stdout
    assert "inside.yaml: it is a link: the file that it leads to is formatted" in done.stderr
    assert "outside.yaml: it is a link to a file that is not among these" in done.stderr
    assert "nowhere.yaml: it is a link that leads nowhere" in done.stderr
    assert WILD == outside.read_text()
    assert (shell.folder / "manifests/inside.yaml").is_symlink()


def test_a_mode_stays(shell) -> None:
    """Who may read the file may read it afterwards."""
    path = shell.write("manifests/b.yaml", WILD)
    path.chmod(0o640)

    shell.run("fmt", "manifests/b.yaml")

    assert (TAME, 0o640) == (path.read_text(), os.stat(path).st_mode & 0o777)


def test_kustomize_is_left(shell) -> None:
    """kustomize's own files have an order of their own, and are none of ours."""
    text = "resources:   [b.yaml]\nkind: Kustomization\n"
    shell.write("manifests/kustomization.yaml", f"apiVersion: kustomize.config.k8s.io/v1\n{text}")

    assert "0 files formatted, 2 unchanged\n" == shell.run("fmt").stdout


def stream(shell, text: str, *options: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    host = Host(shell.env, shell.folder, io.StringIO(text))
    return run(["fmt", "-", *options], host, stdout=out, stderr=err), out.getvalue(), err.getvalue()


def test_standard_input(shell) -> None:
    """What an editor sends comes back formatted, or nothing does."""
    assert (0, TAME, "") == stream(shell, WILD)
    assert (2, "", "") == stream(shell, WILD, "--check")
    assert (0, "", "") == stream(shell, TAME, "--check")
    assert (0, '{\n  "a": 1\n}\n', "") == stream(shell, '{"a":1}')
    code, out, err = stream(shell, "a: [")
    assert (3, "") == (code, out)
    assert err.startswith("-:1:4: error[")
    assert 3 == stream(shell, WILD, "--diff")[0]


@pytest.mark.parametrize("path", ["nowhere", "manifests/\x1b[31m::set-output.yaml"])
def test_no_such_file(shell, path) -> None:
    """A path that leads nowhere is an error, and its name moves no cursor."""
    done = shell.run("fmt", path)

    assert (3, "0 files formatted, 0 unchanged\n") == (done.returncode, done.stdout)
    assert "error[not-found]" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "new"],
        ["ci", "init", "atlantis"],
        ["scaffold", "token", "--to", "new"],
    ],
)
def test_what_hookops_writes_has_the_layout(shell, arguments) -> None:
    """Files that a command has just written do not change."""
    shell.run(*arguments)
    written = [str(p) for p in shell.folder.rglob("*") if p.suffix in (".yaml", ".json")]

    done = shell.run("fmt", "--check", *(name for name in written if ".hookops" not in name))

    assert (0, "") == (done.returncode, done.stderr), done.stdout
