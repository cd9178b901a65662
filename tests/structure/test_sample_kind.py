"""One more kind is one package, one schema and one line."""

import shutil
from pathlib import Path

import recipes

RUN = "import sys; sys.path.insert(0, 'tests'); from sample_kind import walk; walk.main()"
SAMPLE = recipes.ROOT / "tests" / "sample_kind"


def add_kind(tree: Path) -> None:
    """What a contributor does."""
    package = tree / "hookops" / "kinds" / "sample"
    package.mkdir()
    shutil.copy(SAMPLE / "kind.py", package / "kind.py")
    (package / "__init__.py").write_text('"""The kind `Sample`."""\n')
    shutil.copy(SAMPLE / "sample.schema.json", tree / "schemas" / "manifest")
    kinds = tree / "hookops" / "kinds" / "__init__.py"
    text = kinds.read_text()
    line = "from hookops.kinds.hook_key import HookKeyKind\n"
    assert line in text
    assert "(KEYS, HOOKS, BINDINGS)" in text
    text = text.replace(line, f"{line}from hookops.kinds.sample.kind import SampleKind\n")
    kinds.write_text(text.replace("(KEYS, HOOKS,", "(KEYS, SampleKind(), HOOKS,"))


def test_a_new_kind_works_everywhere(tmp_path: Path) -> None:
    """validate, plan, apply, drift, graph, show and the reports know it by the contract alone."""
    tree = recipes.copy_tree(tmp_path)
    add_kind(tree)

    done = recipes.run(["python", "-c", RUN], tree)

    assert (0, "") == (done.returncode, done.stdout), done.stdout + done.stderr
