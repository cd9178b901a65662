"""What a shell offers for a word that is being typed: names of this project, read from its files.

Never an error and never a request: whatever is wrong with the files, the next command says. Modules
are imported here when a word is completed, and by no command.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookops.cli.host import Host
from hookops.model.errors import HookopsError
from hookops.model.resource import Json, value_at
from hookops.model.text import show

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from hookops.manifest.document import Document
    from hookops.manifest.project import Organization
    from hookops.manifest.sources import Sources
    from hookops.model.resource import Ledger

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
# A shell reads lines, and breaks words at spaces and quotes: other names are typed, not offered.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*(?:=[A-Za-z0-9._/-]+)?")


def _completing(find: Callable[[click.Context], Iterable[tuple[str, str]]]) -> Complete:
    """Words, each with a few words on what it is, of which those are offered that may be meant."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        # One that is there already would be given twice.
        given = ctx.params.get(param.name or "") or ()
        given = given if isinstance(given, tuple) else ()
        try:
            found = dict(find(ctx))
        except (HookopsError, OSError):
            return []
        return [
            CompletionItem(word, help=show(about))
            for word, about in sorted(found.items())
            if word.startswith(incomplete) and word not in given and _WORD.fullmatch(word)
        ]

    return complete


def _file(ctx: click.Context) -> Path | None:
    from hookops.manifest.project import find

    host = ctx.find_object(Host)
    if host is None:
        return None
    # An option that is not given yet is a tuple of no values, or nothing.
    given = ctx.params.get("config")
    name = given if isinstance(given, str) else host.env.get("HOOKOPS_CONFIG")
    return host.path(name) if name else find(host.folder)


def _organizations(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from hookops.files.boundary import Boundary
    from hookops.manifest.document import parse_lenient
    from hookops.manifest.files import read

    file = _file(ctx)
    if file is None:
        return
    # Not as a project: one with a mistake in it has organizations as well.
    data, _ = read(file, file.parent, Boundary(file.parent))
    for document in parse_lenient(data, file.name)[0]:
        spec = document.data.get("spec")
        named = spec.get("organizations") if isinstance(spec, dict) else None
        for name, each in named.items() if isinstance(named, dict) else ():
            place = each.get("url") or each.get("emulator") if isinstance(each, dict) else ""
            yield name, place if isinstance(place, str) else ""


def _named(ctx: click.Context) -> "list[Organization]":
    """The organization that is named, or all."""
    from hookops.manifest.project import read

    file = _file(ctx)
    if file is None:
        return []
    organizations = read(file, lambda _: "").organizations
    # HOOKOPS_ORG counts as well: it is the parameter's value then.
    name = ctx.params.get("org")
    if isinstance(name, str) and name in organizations:
        return [organizations[name]]
    return [*organizations.values()]


def _sources(ctx: click.Context) -> "Iterator[Sources]":
    yield from dict.fromkeys(each.sources for each in _named(ctx))


def _documents(ctx: click.Context) -> "Iterator[Document]":
    from hookops.manifest.sources import read_documents

    for sources in _sources(ctx):
        yield from read_documents(sources).documents


def _keys(ctx: click.Context, *, called: bool = False) -> Iterator[tuple[str, str, str]]:
    """Kind and name of each manifest, with what it is called in Okta; or of those only that Okta
    calls."""
    from hookops.kinds import LISTED
    from hookops.manifest.overlays.merge import identity_of

    for document in _documents(ctx):
        kind, name = identity_of(document) or ("", "")
        if kind in LISTED and (LISTED[kind].is_called or not called):
            spec = document.data.get("spec")
            title = spec.get("name") if isinstance(spec, dict) else ""
            yield kind, name, title if isinstance(title, str) else ""


def _all_keys(ctx: click.Context) -> Iterator[tuple[str, str]]:
    return ((f"{kind}/{name}", title) for kind, name, title in _keys(ctx))


def _hook_keys(ctx: click.Context) -> Iterator[tuple[str, str]]:
    return ((f"{kind}/{name}", title) for kind, name, title in _keys(ctx, called=True))


def _hook_names(ctx: click.Context) -> Iterator[tuple[str, str]]:
    return ((name, title) for _, name, title in _keys(ctx, called=True))


def _disabled(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Hooks that are disabled; all of them where no ledger of this computer says which."""
    ledgers = list(_ledgers(ctx))
    if not ledgers:
        yield from _hook_names(ctx)
    for ledger in ledgers:
        yield from ((entry.key.name, entry.because) for entry in ledger.disabled)


def _applies(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from hookops.report.oncall.history import headline
    from hookops.workflow.oncall.history import read_history

    # Of several organizations a number would mean several applies.
    ledgers = list(_ledgers(ctx))
    for number, record in read_history(ledgers[0]).applies if len(ledgers) == 1 else ():
        yield str(number), headline(record)


def _ledgers(ctx: click.Context) -> "Iterator[Ledger]":
    """Those that are files, of the organization that is named or of all."""
    from hookops.files.reading import Unreadable, read_exposed
    from hookops.ledger.document import loads
    from hookops.ledger.file import MAX_BYTES
    from hookops.ledger.location import VARIABLE

    host = ctx.find_object(Host)
    found = _named(ctx)
    if host is None or not found:
        return
    given = host.env.get(VARIABLE, "").strip()
    for location in [given] if given else [each.ledger for each in found]:
        # A store of another kind is behind a network, which no word is worth.
        if "://" in location or location == "none":
            continue
        try:
            data, _ = read_exposed(host.path(location), MAX_BYTES)
        except Unreadable:
            continue
        yield loads(data.decode(errors="replace"), location)


def _variants(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Of the type of the hook that is named."""
    from hookops.contracts.types import contract_of
    from hookops.kinds import HOOKS
    from hookops.kinds.inline_hook.types import HOOK_TYPES
    from hookops.manifest.overlays.merge import identity_of

    # Click gives words to arguments only behind an option that has its value.
    name = str(next(iter(ctx.args), "")).removeprefix(f"{HOOKS.name}/")
    for document in _documents(ctx):
        spec = document.data.get("spec")
        type_ = spec.get("type") if isinstance(spec, dict) else None
        if identity_of(document) == (HOOKS.name, name) and type_ in {*HOOK_TYPES}:
            yield from ((variant, "") for variant in contract_of(type_).variants)


def _secret_fields(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Of the hook that is named, or of all: names of headers, and what else has a secret."""
    from hookops.kinds import HOOKS
    from hookops.manifest.overlays.merge import identity_of

    name = str(next(iter(ctx.args), "")).removeprefix(f"{HOOKS.name}/")
    for document in _documents(ctx):
        kind, own = identity_of(document) or ("", "")
        if kind == HOOKS.name and name in ("", own):
            yield from _written_secrets(document.data)


def _written_secrets(data: Json) -> Iterator[tuple[str, str]]:
    # Documents are not validated: what is no mapping has no secret.
    config = value_at(data, ("spec", "channel", "config"))
    scheme = value_at(config, ("authScheme",))
    for name, there in (("authScheme.value", scheme), ("clientSecret", config)):
        member = "valueFrom" if there is scheme else "clientSecretFrom"
        if isinstance(there, dict) and member in there:
            yield name, show(str(there[member]))
    headers = value_at(config, ("headers",))
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, dict) and "valueFrom" in header:
            yield str(header.get("key")), show(str(header["valueFrom"]))


def _key_names(ctx: click.Context) -> Iterator[tuple[str, str]]:
    # By what Okta does not call, since only kinds know their names.
    hooks = set(_keys(ctx, called=True))
    return ((each[1], each[2]) for each in _keys(ctx) if each not in hooks)


def _labels(ctx: click.Context) -> Iterator[tuple[str, str]]:
    for document in _documents(ctx):
        # Documents are not validated: whatever is not a mapping has no labels.
        metadata = document.data.get("metadata")
        found = metadata.get("labels") if isinstance(metadata, dict) else None
        for name, value in found.items() if isinstance(found, dict) else ():
            yield f"{name}={value}", ""


def _codes(_: click.Context) -> Iterator[tuple[str, str]]:
    from hookops.report.explanation.catalogue import find_entries, words

    return ((word, find_entries(word)[0].title) for word in words())


def _schemas(_: click.Context) -> Iterator[tuple[str, str]]:
    from hookops.manifest.schema.files import GROUPS, published

    return ((name, GROUPS[path.parent.name]) for name, path in published().items())


def _types(_: click.Context) -> Iterator[tuple[str, str]]:
    from hookops.kinds.inline_hook.types import HOOK_TYPES

    return ((row.short, row.name) for row in HOOK_TYPES.values())


keys = _completing(_all_keys)
"""`InlineHook/NAME` and `HookKey/NAME` of the manifests."""
_hooks = _completing(_hook_keys)
hook_names = _completing(_hook_names)
key_names = _completing(_key_names)
organizations = _completing(_organizations)
labels = _completing(_labels)
codes = _completing(_codes)
schemas = _completing(_schemas)
types = _completing(_types)
disabled = _completing(_disabled)
applies = _completing(_applies)
variants = _completing(_variants)
secret_fields = _completing(_secret_fields)


def hooks(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The name of a hook, as documents write it; with its kind for who has begun that."""
    return hook_names(ctx, param, incomplete) or _hooks(ctx, param, incomplete)


def keys_and_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """A key of a manifest, or a path, which the shell itself completes."""
    from click.shell_completion import CompletionItem

    # A shell offers either what it gets or its files.
    return keys(ctx, param, incomplete) or [CompletionItem(incomplete, type="file")]
