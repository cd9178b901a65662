"""`Kind` and `Listed`: all that hookops asks of one kind of resource. Pure, no I/O."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hookops.model.call import Call, Edit
from hookops.model.change import Impact, Step
from hookops.model.diagnostic import Problem
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Json, Key, Resource, Spec, with_ids
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

S = TypeVar("S", bound=Spec)


@dataclass(frozen=True, slots=True)
class Clash:
    """A problem between declared resources."""

    problem: Problem
    resource: Resource
    """Where it is reported."""
    others: tuple[tuple[Resource, FieldPath, str], ...]
    """The other places, each with a word on why."""


class Kind(ABC, Generic[S]):
    """What holds of every kind, also of one that is written inside a manifest of another."""

    name: str
    title: str
    """As people call one of it, such as `hook`."""

    def needs(self, spec: S) -> Iterator[tuple[FieldPath, Key]]:
        """What it refers to by its name in Git, each with the field that does."""
        yield from ()

    def secrets(self, spec: S) -> Mapping[str, SecretRef]:
        """Every secret of the spec by the dotted path where the API takes it."""
        return {}

    is_called: bool = False
    """Whether Okta calls it, and logs that; reports name such a kind first."""

    when_forgotten: str = "no longer declared, and gone from Okta already"
    """What it means that the ledger forgets one that is no longer declared."""

    def facts(self, fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        """What a report says of one that comes or goes: labels and values, empty ones left out.

        Shape: `fields` is `Spec.fields()` as JSON, since a saved plan has nothing else.
        """
        yield from ((name, fields.get(name)) for name in ("name", "type", "status"))

    def sensitive(self, fields: Mapping[str, Json], *, actual: bool) -> Json:
        """Where secrets are that the API never shows: nested objects with `true` at the end.

        Shape: `fields` as for `facts`; `actual` for what Okta has, declared otherwise.
        """
        return {}

    def graph(self, key: Key, spec: S) -> Iterator[Node | Edge]:
        """Its node and edges in a drawing of what is declared; by default one to all it needs."""
        yield Node(NodeId(key), "other", (key.name, self.title))
        for _, needed in self.needs(spec):
            yield Edge(NodeId(key), NodeId(needed))

    def describe_duplicate(self, key: Key) -> tuple[str, str]:
        """Code and text for a key that is declared twice."""
        return "duplicate", f"{key} is declared twice"

    @abstractmethod
    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """What Okta's answer to a write says; None when it is not about one of this kind."""

    def why_not_deleted(self, answer: Json) -> str:
        """Why what a read just before its deletion answers must not be deleted; empty: it may."""
        return ""

    read_before_delete: bool = False
    """Whether it is read just before its deletion."""

    # of a kind whose steps carry an `Edit`: the object is read just before it is written

    def is_as_planned(self, before: Actual, now: Actual) -> bool:
        """Whether what the plan was made on is what a read shows now."""
        return before.spec.compared() == now.spec.compared()

    def is_as_wanted(
        self, now: Actual, after: S | None, edit: Edit, id_of: Callable[[Key], str | None]
    ) -> bool:
        """Whether what a read shows is what the edit leads to, so that nothing is to be sent."""
        return after is not None and now.spec.compared() == with_ids(after.compared(), id_of)


class Listed(Kind[S]):
    """A kind with manifests of its own, whose things Okta lists."""

    schema: str
    """File name of its JSON Schema in `schemas/manifest/`."""

    # manifest -> spec

    @abstractmethod
    def parse(self, data: Mapping[str, Json]) -> S:
        """The spec of a manifest that its schema accepts, with every default filled in."""

    @abstractmethod
    def check(self, data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
        """What the schema cannot say about one manifest; paths from the document's root.

        Shape: data may have any shape, since it is asked beside the schema; `allowed_secrets`
        are patterns, from outside the manifests, of variables that these may name as well.
        """

    @abstractmethod
    def check_together(self, resources: Sequence[Resource]) -> Iterator[Clash]:
        """What is wrong between manifests of this kind in one organization."""

    def aliases(self, data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """Pairs (path in `Spec.compared()`, path in the manifest's `spec`) where they differ."""
        yield from ()

    def parts(self, spec: S) -> Iterator[tuple[Key, Spec, FieldPath]]:
        """What is written inside and planned by itself, each with its path in the spec."""
        yield from ()

    # registry -> live

    @abstractmethod
    def list_call(self) -> Call:
        """The request that reads everything of this kind."""

    @abstractmethod
    def get_call(self, id_: str) -> Call:
        """The request that reads one of this kind."""

    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """A write answers with the thing itself."""
        return self.read(answer)

    def public_key_call(self, actual: Actual) -> Call | None:
        """The request that reads the public half of its key pair; None when it has no such half."""
        return None

    @abstractmethod
    def read(self, raw: Json) -> Actual | None:
        """One element of the list's answer; None when it is of a sort we do not know.

        Raises: ValueError, with a text fit for users, when it has no usable identity.
        """

    # change -> calls

    @abstractmethod
    def create(self, key: Key, spec: S) -> tuple[Step, ...]:
        """The steps that make it exist as declared."""

    @abstractmethod
    def update(self, actual: Actual, spec: S, *, write: bool) -> tuple[Step, ...]:
        """The steps that bring `live` to `spec`; `write` when more than the status differs."""

    def replace(self, key: Key, actual: Actual, spec: S) -> tuple[Step, ...]:
        """The steps that put a new one in the place of `live`, when its type has changed."""
        return ()

    @abstractmethod
    def delete(self, actual: Actual) -> tuple[Step, ...]:
        """The steps that remove it."""

    def find_rival(
        self, before: Actual | None, after: S, actuals: Iterable[Actual]
    ) -> Actual | None:
        """A live thing beside which `after` cannot be, so that it has to go first."""
        return None

    # change -> people

    @abstractmethod
    def impact(
        self,
        before: Actual | None,
        after: S | None,
        changed: Sequence[FieldPath],
        flows: Sequence[str] | None = None,
    ) -> tuple[Impact, str]:
        """What the change means to users.

        Shape: `flows` are the flows that it touches, by name; None when they are not known.
        """
