"""`Listed`: what hookops asks about a kind with manifests of its own. Pure, no I/O."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from hookops.kinds.base import Kind
from hookops.kinds.redacted import without_secrets
from hookops.kinds.values import Clash, Declared, Declaring, Disabling
from hookops.model.call import Call
from hookops.model.change import Step
from hookops.model.diagnostic import Problem
from hookops.model.management.edits import Edit, SetValue
from hookops.model.resource import Actual, Json, Key, Resource, Spec, value_at
from hookops.model.source import FieldPath

S = TypeVar("S", bound=Spec)


class Listed(Kind[S]):
    """A kind with manifests of its own, whose things Okta lists."""

    # Manifest -> spec.

    schema: str
    """File name of its JSON Schema in `schemas/manifest/`."""
    limit: str = ""
    """How many of it Okta documents for an org, as a clause; empty where it documents no limit."""
    many: int = 0
    """From how many on an org comes near that limit."""

    @abstractmethod
    def parse(self, data: Mapping[str, Json]) -> S:
        """The spec of a manifest that its schema accepts, with every default filled in."""

    def parts(self, spec: S) -> Iterator[tuple[Key, Spec, FieldPath]]:
        """What is written inside and planned by itself, with its path there. Default: none."""
        yield from ()

    def aliases(self, data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """Pairs (path in `Spec.compared()`, path in the manifest's `spec`) where they differ.
        Default: none, so that an error of Okta's leads to the same path in Git."""
        yield from ()

    @abstractmethod
    def check(self, data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
        """What the schema cannot say about one manifest; paths from the document's root.

        Shape: data may have any shape, since it is asked beside the schema; `allowed_secrets`
        are patterns, from outside the manifests, of secrets that these may name as well, and after
        `!` names of variables that they may not.
        """

    @abstractmethod
    def check_together(self, resources: Sequence[Resource]) -> Iterator[Clash]:
        """What is wrong between manifests of this kind in one organization."""

    def called_urls(self, compared: Mapping[str, Json]) -> Iterator[str]:
        """What Okta calls for it, of `Spec.compared()`. Default: nothing."""
        yield from ()

    # Ledger -> spec.

    def disabling(self, spec: S, *, deactivate: bool) -> Disabling[S] | None:
        """What it is while it is disabled; INACTIVE at least when it is to `deactivate`.
        Default: None, no flow calls it."""
        return None

    def attached(self, key: Key, spec: S, flows: Sequence[Mapping[str, Json]]) -> S:
        """The spec that is attached to these flows, as manifests name them, and to no other.
        Default: as it is, nothing is attached to it."""
        return spec

    def past_manifest(
        self, fields: Mapping[str, Json], secrets: Mapping[str, str], name_of: Callable[[str], str]
    ) -> dict[str, Json]:
        """`spec` of a manifest for what `Spec.fields()` said of an actual one. Default: the same.

        Shape: `secrets` are references by dotted path; `name_of` gives the name in Git for an id
        that it refers to, empty for none.
        Raises: ValueError with what is missing, for people.
        """
        return dict(fields)

    # Registry -> manifest.

    def accept(
        self, spec: S, path: FieldPath, actual: Actual, names: Mapping[str, Key]
    ) -> Sequence[Edit] | str:
        """The edits after which a manifest that declares `spec` says at `path` what the org has, or
        why there are none. Default: its value, where it is written as it is compared.

        Shape: `path` is that of `Spec.compared()`, and paths of edits are from the document's root;
        `names` are declared things by their ids.
        """
        return (SetValue(("spec", *path), value_at(actual.spec.fields(), path)),)

    def accept_part(self, spec: S, key: Key, wanted: Spec | None, *, by_id: bool) -> Edit | None:
        """The edit after which its manifest says `wanted` of the part of that key; None where it
        does already. Default: it has no parts.

        Shape: `wanted` is None where the org has no such part; `by_id` where names are not enough.
        """
        return None

    # Actual -> manifest.

    def declare(self, actual: Actual, asked: Declaring) -> Declared:
        """The manifest that says of `actual` what is so already: a plan with it has no write.
        Default: what Okta shows of it."""
        return Declared(actual.spec.fields())

    def recognizes(self, raw: Mapping[str, Json]) -> bool:
        """Whether this is one of the kind, as Okta shows it or takes it. Default: not by its look
        alone."""
        return False

    def secret_paths(self, raw: Mapping[str, Json]) -> tuple[str, ...]:
        """Dotted paths of the secrets in a body for Okta, which its answers never have. Default:
        none."""
        return ()

    def short_type(self, type_: str) -> str:
        """What a name in Git says of the type, where the name in Okta gives none. Default: what one
        of the kind is called."""
        return self.title

    def hide_secrets(self, raw: Json) -> Json:
        """An answer of Okta's, or a body for it, without anything that may be a secret. Default:
        all texts are hidden but a few, since nobody knows what they are."""
        return without_secrets(raw)

    # Registry -> actual.

    @abstractmethod
    def list_call(self) -> Call:
        """The request that reads everything of this kind."""

    @abstractmethod
    def get_call(self, id_: str) -> Call:
        """The request that reads one of this kind."""

    @abstractmethod
    def read(self, raw: Json) -> Actual | None:
        """One element of the list's answer; None when hookops does not understand it."""

    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """Default: a write answers with the thing itself."""
        return self.read(answer)

    def public_key_call(self, actual: Actual) -> Call | None:
        """The request that reads the public half of its key pair. Default: None, it has none."""
        return None

    # Change -> calls.

    @abstractmethod
    def create(self, key: Key, spec: S) -> tuple[Step, ...]:
        """The steps that make it exist as declared."""

    @abstractmethod
    def update(self, actual: Actual, spec: S, *, write: bool) -> tuple[Step, ...]:
        """The steps that bring `actual` to `spec`; `write` when more than the status differs."""

    def replace(self, key: Key, actual: Actual, spec: S) -> tuple[Step, ...]:
        """The steps that put a new one in the place of `actual`, when its type has changed.
        Default: none, for a kind without types."""
        return ()

    @abstractmethod
    def delete(self, actual: Actual) -> tuple[Step, ...]:
        """The steps that remove it."""

    def find_rival(
        self, before: Actual | None, after: S, actuals: Iterable[Actual]
    ) -> Actual | None:
        """Another one beside which `after` cannot be, so that it has to go first. Default: None."""
        return None
