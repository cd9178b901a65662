"""`hookops.yaml`: the project, its manifests, and the organizations that they go to."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from glob import glob
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from hookops.files.boundary import Boundary
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.manifest import files
from hookops.manifest.document import Document, parse
from hookops.manifest.guess import Guesses
from hookops.manifest.names import check_names
from hookops.manifest.sources import Sources
from hookops.manifest.validate import validate
from hookops.model.diagnostic import Diagnostic, Problem, by_position, errors
from hookops.model.errors import InvalidInput
from hookops.model.limits import Cap, Caps
from hookops.model.resource import Json
from hookops.model.source import FieldPath, Mark
from hookops.model.text import show
from hookops.network.credential_names import NamedCredential, UseDpop
from hookops.network.org_url import check_url

NAME = "hookops.yaml"
OTHER_NAME = "hookops.yml"
SCHEMA = "project.schema.json"


@dataclass(frozen=True, slots=True)
class Organization:
    """One org that manifests go to."""

    name: str
    """What `--org` takes."""
    emulator: Path | None
    """The emulator's file; None for an Okta org."""
    seed: Path | None
    """What the emulator begins with; None for a fresh org."""
    url: str
    """Without a trailing slash; empty for the emulator."""
    id: str
    """The org's id, when pinned; else empty."""
    ledger: str
    """An absolute path, or a location of another store: `SCHEME://...`, or `none`."""
    mark: Mark = field(compare=False)
    """Where it is declared."""
    sources: Sources
    """Its manifests, with its overlays."""
    caps: Caps = field(default_factory=Caps)
    """How many changes pass at once."""
    credential: NamedCredential = field(default_factory=NamedCredential)
    """What the file says of its credential."""


@dataclass(frozen=True, slots=True)
class Project:
    """What `hookops.yaml` declares."""

    root: Path
    """The folder that it lies in; paths in it and in messages start there."""
    manifests: tuple[Path, ...]
    """Of every organization that names none of its own."""
    organizations: Mapping[str, Organization]
    """In the order they were written."""


def find(start: Path) -> Path | None:
    """The nearest `hookops.yaml`, from `start` up to the repository's root; None without one."""
    here = Path(os.path.abspath(start))
    for folder in (here, *here.parents):
        # Also what is no file there: reading it says so, and a project further up is not meant.
        for name in (NAME, OTHER_NAME):
            if os.path.lexists(folder / name):
                return folder / name
        # Nobody reviews what lies above the root of the repository.
        if os.path.lexists(folder / ".git"):
            return None
    return None


def _only_files(location: str) -> str:
    return "ledger can be the path of a file" if "://" in location or location == "none" else ""


def read(path: Path, check_ledger: Callable[[str], str] = _only_files) -> Project:
    """The project.

    Shape: `check_ledger` says what is wrong with a ledger's location, without quoting it.
    Raises: InvalidInput with everything that is wrong with the file.
    """
    root = Path(os.path.abspath(path)).parent
    _check_one(path)
    data, unreadable = files.read(path, root, Boundary(root))
    if unreadable is not None:
        raise _invalid(path, (unreadable,))
    documents, diagnostics = parse(data, files.relative(path, root))
    # Which of two documents counts must not be a matter of order.
    if not errors(diagnostics) and len(documents) > 1:
        text = f"{path.name} must have one document, and this is another"
        mark = documents[1].mark(())
        diagnostics = (*diagnostics, Diagnostic("document", text, mark))
    if not errors(diagnostics):
        problems = tuple(_problems(documents[0], root, check_ledger))
        diagnostics = (*diagnostics, *map(documents[0].locate, problems))
    if errors(diagnostics):
        raise _invalid(path, diagnostics)
    return _project(documents[0], root)


def _check_one(path: Path) -> None:
    """Which of two project files counts must not be a matter of order. Raises: InvalidInput."""
    if path.name in (NAME, OTHER_NAME):
        both = [name for name in (NAME, OTHER_NAME) if os.path.lexists(path.with_name(name))]
        if len(both) > 1:
            text = f"{NAME} and {OTHER_NAME} lie beside each other"
            raise InvalidInput(text, "remove one of them, or name one with --config")


def _invalid(path: Path, diagnostics: tuple[Diagnostic, ...]) -> InvalidInput:
    return InvalidInput(f"{path.name} cannot be used", diagnostics=by_position(diagnostics))


def _problems(
    document: Document, root: Path, check_ledger: Callable[[str], str]
) -> Iterator[Problem]:
    guess = Guesses()
    found = tuple(validate(document.data, SCHEMA, guess))
    yield from found
    yield from check_names(document.data)
    if found:
        return
    spec = document.data["spec"]
    yield from _outside_paths(("spec",), spec, root)
    for name, organization in spec["organizations"].items():
        place = ("spec", "organizations", name)
        yield from _outside_paths(place, organization, root)
        for member in ("emulator", "ledger", "seed"):
            if member in organization:
                yield from _outside((*place, member), organization[member], root)
        # A location of another store must not become a file by mistake.
        if complaint := check_ledger(organization.get("ledger", "")):
            yield Problem("ledger", (*place, "ledger"), complaint)
        yield from _wrong_caps((*place, "limits"), organization.get("limits", {}), guess)
        complaint = _url_complaint(organization)
        if complaint:
            yield Problem("url", (*place, "url"), complaint)


def _url_complaint(organization: Mapping[str, Json]) -> str:
    if "url" not in organization:
        return ""
    return check_url(organization["url"], organization.get("allowedHosts"))


def _wrong_caps(path: FieldPath, caps: Mapping[str, Json], guess: Guesses) -> Iterator[Problem]:
    for name in ("maxDelete", "maxUpdate"):
        value = caps.get(name)
        if isinstance(value, int) and value < 0:
            yield Problem("limit", (*path, name), f"{name} must not be negative")
    for type_, found in caps.get("types", {}).items():
        place = (*path, "types", type_)
        if type_ not in HOOK_TYPES:
            close = guess(type_, list(HOOK_TYPES))
            hint = f"did you mean {close}" if close else f"it is one of {', '.join(HOOK_TYPES)}"
            yield Problem("limit", place, f"{show(type_)} is no type of hook", hint, at_key=True)
        yield from _wrong_caps(place, found, guess)


def _outside_paths(place: FieldPath, data: Mapping[str, Json], root: Path) -> Iterator[Problem]:
    for member in ("manifests", "overlays"):
        for index, text in enumerate(data.get(member, ())):
            # What a pattern matches may be a link.
            every = [text, *map(str, _expand(text, root))] if "\0" not in text else [text]
            found = (
                problem for one in every for problem in _outside((*place, member, index), one, root)
            )
            yield from islice(found, 1)


def _outside(path: FieldPath, text: str, root: Path) -> Iterator[Problem]:
    """A project reads and writes below its own folder only."""
    # What Git keeps there is no place of hookops: a file in it may be a branch, or a program.
    if ".git" in Path(text).parts:
        yield Problem("outside", path, "this path leads into .git")
    # Links count by where they lead; a zero byte would raise in realpath.
    full = Path(os.path.realpath(root / text)) if "\0" not in text else Path("/")
    if not full.is_relative_to(os.path.realpath(root)):
        yield Problem("outside", path, "this path leads out of the project's folder")


def _project(document: Document, root: Path) -> Project:
    spec = document.data["spec"]
    manifests = _paths(spec.get("manifests", ("manifests",)), root)
    overlays = frozenset(
        path
        for data in spec["organizations"].values()
        for path in _paths(data.get("overlays", ()), root)
    )
    organizations = {}
    for name, data in spec["organizations"].items():
        own = _paths(data["manifests"], root) if "manifests" in data else manifests
        sources = Sources(own, root, _paths(data.get("overlays", ()), root), overlays)
        organizations[name] = _organization(name, data, sources, document)
    return Project(root, manifests, MappingProxyType(organizations))


def _organization(
    name: str, data: Mapping[str, Json], sources: Sources, document: Document
) -> Organization:
    root = sources.root
    location = data.get("ledger", f".hookops/{name}.ledger.json")
    return Organization(
        name=name,
        emulator=root / data["emulator"] if "emulator" in data else None,
        seed=root / data["seed"] if "seed" in data else None,
        url=data.get("url", "").rstrip("/"),
        id=data.get("id", ""),
        ledger=location if "://" in location or location == "none" else str(root / location),
        mark=document.mark(("spec", "organizations", name), at_key=True),
        sources=sources,
        caps=_caps(data.get("limits", {})),
        credential=_credential(data.get("auth", {})),
    )


def _credential(data: Mapping[str, Json]) -> NamedCredential:
    uses: Mapping[Json, UseDpop] = {True: "always", False: "never", "auto": "auto"}
    return NamedCredential(
        token_from=data.get("tokenFrom", "").removeprefix("env:"),
        service_app="method" in data,
        client_id=data.get("clientId", ""),
        key_from=data.get("privateKeyFrom", ""),
        key_id=data.get("keyId", ""),
        dpop=uses[data.get("dpop", "auto")],
    )


def _paths(texts: Sequence[str], root: Path) -> tuple[Path, ...]:
    """Files and folders of the project; those that a pattern matches, in order."""
    return tuple(path for text in texts for path in _expand(text, root))


def _expand(text: str, root: Path) -> Sequence[Path]:
    if not any(char in text for char in "*?["):
        return (Path(os.path.normpath(root / text)),)
    # Not pathlib's: that one finds hidden files, and raises for `a**`.
    found = glob(text, root_dir=root, recursive=True)  # noqa: PTH207
    # A pattern without a match is named as it was written, by who looks for its file.
    return sorted(Path(os.path.normpath(root / path)) for path in found) or (root / text,)


def _caps(data: Mapping[str, Json]) -> Caps:
    types = {name: _caps(found) for name, found in data.get("types", {}).items()}
    return Caps(_cap(data.get("maxDelete")), _cap(data.get("maxUpdate")), types)


def _cap(value: Json) -> Cap | None:
    if isinstance(value, str):
        return Cap(percent=int(value.removesuffix("%")))
    return None if value is None else Cap(number=value)
