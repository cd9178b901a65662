"""Manifests that were just made, read as those of a user: what does not come back as it was."""

from collections.abc import Collection, Mapping, Sequence

from hookops.manifest.document import parse_lenient
from hookops.manifest.export.text import manifest_text
from hookops.manifest.export.values import Manifest
from hookops.manifest.load import Loaded, load_documents
from hookops.manifest.sources import Documents
from hookops.model.diagnostic import errors
from hookops.model.resource import Key, Resource, with_ids


def find_unsayable(made: Sequence[Manifest], known: Collection[str]) -> list[tuple[Manifest, str]]:
    """Each manifest that has an error, or declares something else than what is there, and why.

    Shape: `known` are names in Git that manifests beside these declare.
    """
    loaded = _load(made)
    found: dict[str, list[str]] = {}
    for each in errors(loaded.diagnostics):
        # What it refers to may be in a file that is not among these.
        if each.mark is not None and not (known and each.code == "unknown-reference"):
            found.setdefault(each.mark.file, []).append(each.message)
    # All of them: one of them alone may be so in an org that exists.
    wrong = {file: "; ".join(dict.fromkeys(texts)) for file, texts in found.items()}
    ids = {manifest.key: manifest.actual.id for manifest in made}
    for manifest in made:
        resource = loaded.desired.get(manifest.key)
        if manifest.file not in wrong and resource is not None:
            why = _difference(manifest, resource, ids)
            wrong.update({manifest.file: why} if why else {})
    return [(manifest, wrong[manifest.file]) for manifest in made if manifest.file in wrong]


def _load(made: Sequence[Manifest]) -> Loaded:
    read = Documents()
    for manifest in made:
        documents, problems = parse_lenient(manifest_text(manifest).encode(), manifest.file)
        read.documents += documents
        read.problems += problems
    return load_documents(read)


def _difference(manifest: Manifest, resource: Resource, ids: Mapping[Key, str]) -> str:
    """What the manifest declares otherwise than Okta has it; empty for nothing."""
    before = manifest.actual.spec.compared()
    after = with_ids(resource.spec.compared(), ids.get)
    members = ", ".join(name for name in after if after[name] != before.get(name))
    return f"a manifest cannot say its {members} as Okta has it" if members else ""
