"""The text of exported files, and of what is left out of them."""

import json
from collections.abc import Iterator, Sequence

from hookops.kinds import LISTED
from hookops.manifest.export.values import Exported, LeftOut, Manifest
from hookops.manifest.export.yaml_text import comment, yaml_text
from hookops.model.text import show

SCHEMAS = "../.hookops/schemas"
"""Where schemas are, as seen from the folder of manifests."""


def manifest_text(manifest: Manifest, schemas: str = SCHEMAS) -> str:
    """The whole file: what editors need, what a person has to do, the document."""
    return "".join(f"{line}\n" for line in _head(manifest, schemas)) + yaml_text(
        manifest.data, manifest.comments
    )


def exported_text(made: Exported) -> str:
    """All of it as one text: documents, then comments."""
    texts = [manifest_text(manifest) for manifest in made.manifests]
    return "\n".join(filter(None, ("---\n".join(texts), left_out_text(made.left_out))))


def left_out_text(left_out: Sequence[LeftOut]) -> str:
    """Comments on what no manifest says."""
    return "\n".join(_described(one) for one in left_out)


def export_lines(manifest: Manifest) -> Iterator[str]:
    """What sets its secrets in a shell; hookops refuses the placeholders themselves."""
    for name, what in manifest.variables.items():
        yield f"export {name}='<{_quotable(what)}>'"


def _head(manifest: Manifest, schemas: str) -> Iterator[str]:
    up = "../" * manifest.file.count("/")
    schema = LISTED[manifest.key.kind].schema
    yield f"# yaml-language-server: $schema={up}{schemas}/{schema}"
    yield comment(f'"{show(manifest.actual.spec.name, 255)}" {manifest.about.text}.')
    for name, what in manifest.variables.items():
        # Not the placeholder itself: hookops looks for values of secrets in manifests.
        yield comment(f"{name}: {what}. Okta has it and never shows it;")
        yield comment("set the variable, so that hookops can send it again when the hook changes.")


def _described(one: LeftOut) -> str:
    about = ", ".join(filter(None, (one.about, f"id {one.id}")))
    lines = [
        f'{one.kind} "{show(one.name, 255)}" ({about}) is in no manifest:',
        f"  {one.why}.",
        "hookops never touches it, and each plan lists it. Okta shows:",
        *json.dumps(one.raw, indent=2).split("\n"),
    ]
    return "".join(f"{comment(line)}\n" for line in lines)


def _quotable(text: str) -> str:
    # Inside of single quotes, and of the brackets that mark a placeholder.
    return text.translate({ord(char): "" for char in "'<>"})
