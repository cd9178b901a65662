"""Overlays: documents of an environment, merged into those of the same kind and name.

JSON merge patches: objects are merged, null removes, everything else replaces. Source: RFC 7396.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.manifest.document import Document, Place
from hookops.manifest.guess import Guesses
from hookops.manifest.validate import validate
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Json
from hookops.model.source import FieldPath, below
from hookops.model.text import show

Identity = tuple[str, str]
"""Kind and name in Git."""

# What says which document is meant stays where the base has it.
_IDENTITY: frozenset[FieldPath] = frozenset({("apiVersion",), ("kind",), ("metadata", "name")})


def apply_overlay(
    documents: Sequence[Document], patches: Sequence[Document], problems: list[Diagnostic]
) -> list[Document]:
    """The documents with the patches of one overlay folder, and what only the overlay declares.

    Shape: problems are added to `problems`; a patch with one changes nothing.
    """
    usable = dict(_by_identity(patches, problems))
    merged = []
    known = {identity for document in documents if (identity := identity_of(document))}
    for document in documents:
        patch = usable.get(identity_of(document) or ("", ""))
        merged.append(merge(document, patch) if patch is not None else document)
    names = [name for _, name in known]
    for identity, patch in usable.items():
        if identity in known:
            continue
        # A document that is complete is a hook of this environment alone.
        if missing := _describe_missing(identity, patch, names):
            problems.append(missing)
        else:
            merged.append(patch)
    return merged


def identity_of(document: Document) -> Identity | None:
    """Which resource it is about; None where it does not say so."""
    kind, metadata = document.data.get("kind"), document.data.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return (kind, name) if isinstance(kind, str) and isinstance(name, str) else None


def _by_identity(
    patches: Iterable[Document], problems: list[Diagnostic]
) -> Iterator[tuple[Identity, Document]]:
    first: dict[Identity, Document] = {}
    for patch in patches:
        identity = identity_of(patch)
        if identity is None:
            text = "a document of an overlay needs kind and metadata.name"
            hint = "they say which manifest it changes"
            problems.append(Diagnostic("overlay", text, patch.mark(()), hint))
        # Which of two counts must not be a matter of order.
        elif (other := first.setdefault(identity, patch)) is not patch:
            text = f"{identity[0]}/{show(identity[1])} is changed twice by one overlay folder"
            related = ((other.mark(()), "first changed here"),)
            problems.append(Diagnostic("overlay", text, patch.mark(()), related=related))
        else:
            yield identity, patch


def _describe_missing(
    identity: Identity, patch: Document, names: Sequence[str]
) -> Diagnostic | None:
    """Why a patch without a manifest is none of its own either."""
    kind = LISTED.get(identity[0])
    if kind is None or all(
        problem.code != "missing-field" for problem in validate(patch.data, kind.schema)
    ):
        return None
    close = Guesses()(identity[1], names)
    text = f"no manifest declares {identity[0]}/{show(identity[1])}, which this overlay changes"
    hint = f"did you mean {close}" if close else "an overlay adds a hook only as a whole manifest"
    return Diagnostic("overlay", text, patch.mark(("metadata", "name")), hint)


def merge(base: Document, patch: Document) -> Document:
    """`base` changed by `patch`; each value has the place of the file that set it."""
    merging = _Merging(base, patch)
    data = merging.merge(base.data, patch.data, ())
    return replace(
        base,
        data=data,
        values=merging.values,
        keys=merging.keys,
        files=merging.files,
        unsafe=merging.unsafe,
    )


class _Merging:
    """One merge: the places of the result are those of the base until the patch sets a value."""

    def __init__(self, base: Document, patch: Document) -> None:
        self.values: dict[FieldPath, Place] = dict(base.values)
        self.keys: dict[FieldPath, Place] = dict(base.keys)
        self.files: dict[FieldPath, str] = dict(base.files)
        self.unsafe: dict[FieldPath, str] = dict(base.unsafe)
        self._patch = patch

    def merge(self, target: Json, patch: dict[str, Json], path: FieldPath) -> dict[str, Json]:
        """The object at `path`."""
        # Source: RFC 7396, 2: what is no object counts as an empty one.
        merged = dict(target) if isinstance(target, dict) else {}
        for name, value in patch.items():
            here = (*path, name)
            if here in _IDENTITY and merged.get(name) == value:
                continue
            if isinstance(value, dict):
                if not isinstance(merged.get(name), dict):
                    self._take(here)
                merged[name] = self.merge(merged.get(name), value, here)
                continue
            self._take(here)
            # The place of a null stays: it says who took the value out.
            if value is None:
                merged.pop(name, None)
            else:
                merged[name] = value
        return merged

    def _take(self, path: FieldPath) -> None:
        """The places at and below `path` are the patch's."""
        # In each of the four: a place that is left over would lead to the base's file.
        for own in (self.values, self.keys, self.files, self.unsafe):
            for known in below(own, path):
                del own[(*path, *known)]
        patch = self._patch
        found = {(*path, *known): patch.file for known in below(patch.values, path)}
        self.files |= found
        self.values |= {known: patch.values[known] for known in found}
        self.keys |= {known: patch.keys[known] for known in found if known in patch.keys}
        self.unsafe |= {known: text for known, text in patch.unsafe.items() if known in found}
