"""Files as teams have them: lists, kustomize's own files, overlays below the manifests."""

from pathlib import Path

import pytest

from hookops.manifest.load import load, load_sources
from hookops.manifest.sources import Sources
from hookops.model.resource import Key

KEY = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: NAME}\n"
LIST = """\
apiVersion: v1
kind: List
metadata: {resourceVersion: ""}
items:
  - apiVersion: hookops.dev/v1
    kind: HookKey
    metadata: {name: a}
  - kind: List
    apiVersion: v1
    items:
      - {apiVersion: hookops.dev/v1, kind: HookKey, metadata: {name: b}}
  - {apiVersion: hookops.dev/v1, kind: HookKey, metadata: {name: C}}
  - nothing
"""


def test_a_list_is_its_items(tmp_path: Path):
    """As kubectl and kustomize write one; each problem has its own place."""
    (tmp_path / "a.yaml").write_text(LIST)
    loaded = load([tmp_path], tmp_path)

    assert [Key("HookKey", "a"), Key("HookKey", "b")] == list(loaded.desired)
    assert "a.yaml:5:5" == str(loaded.desired[Key("HookKey", "a")].origin.start)
    assert [("a.yaml:12:66", "pattern"), ("a.yaml:13:5", "type")] == [
        (str(found.mark), found.code) for found in loaded.diagnostics
    ]


@pytest.mark.parametrize("items", ["{a: b}", "3", "null", "text"])
def test_items_are_a_list(tmp_path: Path, items: str):
    """Anything else declares nothing, and is said."""
    (tmp_path / "a.yaml").write_text(f"apiVersion: v1\nkind: List\nitems: {items}\n---\n" + KEY)
    loaded = load([tmp_path], tmp_path)

    assert ["a.yaml:3:8"] == [str(f.mark) for f in loaded.diagnostics if f.code == "type"]


def test_an_empty_list_declares_nothing(tmp_path: Path):
    """Which is never taken for "nothing desired"."""
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: List\nitems: []\n")

    assert ["nothing-found"] == [found.code for found in load([tmp_path], tmp_path).diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
        "resources: [a.yaml]\n",
    ],
)
def test_files_of_kustomize_are_passed_over(tmp_path: Path, text: str):
    """They lie beside the manifests that they list."""
    (tmp_path / "kustomization.yaml").write_text(text)
    (tmp_path / "a.yaml").write_text(KEY.replace("NAME", "a"))

    assert () == load([tmp_path], tmp_path).diagnostics


def test_overlays_below_the_manifests(tmp_path: Path):
    """A folder of overlays is no folder of manifests, also for an organization without it."""
    for folder, name in (("", "a"), ("overlays/dev", "a"), ("overlays/prod", "b")):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "x.yaml").write_text(KEY.replace("NAME", name))
    dev, prod = (tmp_path / "overlays" / name for name in ("dev", "prod"))
    apart = frozenset({dev, prod})
    plain = load_sources(Sources((tmp_path,), tmp_path, (), apart))
    with_prod = load_sources(Sources((tmp_path,), tmp_path, (prod,), apart))

    assert ([Key("HookKey", "a")], ()) == (list(plain.desired), plain.diagnostics)
    assert [Key("HookKey", "a"), Key("HookKey", "b")] == list(with_prod.desired)


def test_a_missing_overlay(tmp_path: Path):
    """An overlay that is not there must not read as one that changes nothing."""
    (tmp_path / "a.yaml").write_text(KEY.replace("NAME", "a"))
    loaded = load_sources(Sources((tmp_path / "a.yaml",), tmp_path, (tmp_path / "prod",)))

    assert ["prod: no such file or folder"] == [found.message for found in loaded.diagnostics]
