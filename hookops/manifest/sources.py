"""Files -> documents: those of the manifests, changed by the overlays of one organization."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hookops.manifest import files
from hookops.manifest.document import Document, parse_lenient
from hookops.manifest.overlays.merge import apply_overlay
from hookops.model.diagnostic import Diagnostic, errors
from hookops.model.source import FieldPath, below

_PROJECT = "Project"
# kustomize's own files lie among what they list, and declare nothing of hookops.
_KUSTOMIZE = "kustomize.config.k8s.io/"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the manifests of one organization are. Paths are absolute, or relative to the shell."""

    paths: tuple[Path, ...]
    """Files and folders."""
    root: Path
    """What the files in messages are relative to."""
    overlays: tuple[Path, ...] = ()
    """Folders whose documents change those of `paths`, one after the other."""
    apart: frozenset[Path] = frozenset()
    """Folders below `paths` whose files are not read as manifests: overlays of any organization."""


@dataclass(slots=True)
class Documents:
    """What was read, before it is validated."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def read_documents(sources: Sources) -> Documents:
    """Every document, merged with its overlays, and what is wrong with the files.

    Raises: nothing for what users wrote or for files that cannot be read.
    """
    read = _read(sources.paths, sources.root, sources.apart)
    # Files with nothing but a project are as empty as no files: see files.nothing().
    if not read.documents and not errors(read.problems):
        read.problems.append(files.nothing(sources.paths, sources.root))
    for folder in sources.overlays:
        # A folder of another overlay below this one is another overlay.
        overlay = _read((folder,), sources.root, sources.apart - {folder})
        read.problems += overlay.problems
        read.documents = apply_overlay(read.documents, overlay.documents, read.problems)
    return read


def _read(paths: Sequence[Path], root: Path, apart: Collection[Path]) -> Documents:
    found = files.find(paths, root, apart)
    read = Documents(problems=list(found.problems))
    for path in found.files:
        data, unreadable = files.read(path, root, found.boundaries[path])
        if unreadable is not None:
            read.problems.append(unreadable)
            continue
        documents, problems = parse_lenient(data, files.relative(path, root))
        read.problems += problems
        for document in documents:
            read.documents += _manifests(document, read.problems)
    return read


def _manifests(document: Document, problems: list[Diagnostic]) -> Iterator[Document]:
    """The document, or those of a list; nothing for the files of other purposes."""
    data = document.data
    if data.get("kind") == "List" and data.get("apiVersion") in ("v1", "hookops.dev/v1"):
        yield from _items(document, problems)
    # hookops.yaml may lie among the manifests of a small project.
    elif data.get("kind") != _PROJECT and not is_kustomization(document):
        yield document


def is_kustomization(document: Document) -> bool:
    """Whether it is kustomize's own, and not one of what kustomize puts together."""
    version, name = document.data.get("apiVersion"), document.file.rpartition("/")[2]
    # kustomize takes a file of this name without the two fields as well.
    plain = "kind" not in document.data and name.startswith("kustomization.")
    return plain or (isinstance(version, str) and version.startswith(_KUSTOMIZE))


def _items(document: Document, problems: list[Diagnostic]) -> Iterator[Document]:
    """The documents of a list, as kubectl and kustomize write one."""
    items = document.data.get("items")
    if not isinstance(items, list):
        text = "a List has items: a list of manifests"
        problems.append(Diagnostic("type", text, document.mark(("items",))))
        return
    for index, item in enumerate(items):
        path: FieldPath = ("items", index)
        if isinstance(item, dict):
            yield from _manifests(_item(document, item, path), problems)
        else:
            text = "an item of a List is a manifest, and this is none"
            problems.append(Diagnostic("type", text, document.mark(path)))


def _item(document: Document, item: dict[str, object], path: FieldPath) -> Document:
    places = {**below(document.values, path)}
    # The item's own place is its start; a document has no value at its root.
    start = places.pop((), document.start)
    keys, unsafe = below(document.keys, path), below(document.unsafe, path)
    return Document(item, places, keys, document.file, start, unsafe=unsafe)
