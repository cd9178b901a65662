"""`Kind`: every question that hookops asks about any kind of resource. Pure, no I/O.

A package outside `kinds/` that needs to know which kind it deals with lacks a method here. A new
kind implements what is abstract, and overrides those defaults that are not true of it. `listed.py`
has the questions about kinds with manifests of their own.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from hookops.kinds.values import InOrg, OldSecret, SigningKey, Uses, Verification
from hookops.model.call import Edit
from hookops.model.change import Action, Change, FieldChange, Step
from hookops.model.diagnostic import Diagnostic, Impact
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Json, Key, Resource, Spec, with_ids
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

S = TypeVar("S", bound=Spec)


class Kind(ABC, Generic[S]):
    """What holds of every kind, also of one that is written inside a manifest of another."""

    # What it is.

    name: str
    title: str
    """As people call one of it, such as `hook`."""
    is_called: bool = False
    """Whether Okta calls it and logs that. Reports name such a kind first."""

    def secrets(self, spec: S) -> Mapping[str, SecretRef]:
        """Every secret of the spec by the dotted path where the API takes it. Default: none."""
        return {}

    def receivers(self, spec: S) -> Mapping[str, str]:
        """The URL that Okta sends each of these secrets to, by the same paths. Default: none."""
        return {}

    def renewed(self, compared: Mapping[str, Json]) -> Mapping[str, Json]:
        """What an earlier version compared, in the form of today's `Spec.compared()`. Default: as
        it is."""
        return compared

    def reaches(self, compared: Mapping[str, Json]) -> Iterator[tuple[str, str, bool]]:
        """Dotted path of a secret, a URL that it gets to, and whether it gets there itself, or only
        what it is exchanged for.

        Shape: `compared` as of `Spec.compared()`, or of the ledger; a secret may have two URLs.
        Default: none.
        """
        yield from ()

    def sensitive(self, fields: Mapping[str, Json], *, actual: bool) -> Json:
        """Where secrets are that the API never shows: nested objects with `true` at the end.

        Shape: `fields` as for `facts`; `actual` for what Okta has, declared otherwise.
        Default: nowhere.
        """
        return {}

    def facts(self, fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        """What a report says of one that comes or goes: labels and values, empty ones left out.

        Shape: `fields` is `Spec.fields()` as JSON, since a saved plan has nothing else.
        Default: all members but nested objects.
        """
        plain = (str, int, float, bool, list)
        yield from ((name, value) for name, value in fields.items() if isinstance(value, plain))

    def graph(self, key: Key, spec: S) -> Iterator[Node | Edge]:
        """Its part of a drawing of manifests. Default: a node, and edges to what it needs."""
        yield Node(NodeId(key), "other", (key.name, self.title))
        for _, needed in self.needs(spec):
            yield Edge(NodeId(key), NodeId(needed))

    # What it refers to. By default nothing.

    def needs(self, spec: S) -> Iterator[tuple[FieldPath, Key]]:
        """What a declared one refers to by its name in Git, each with the field that does."""
        yield from ()

    def references(self, spec: S) -> Iterator[tuple[str, str]]:
        """What an actual one refers to by its id: (kind, id)."""
        yield from ()

    def ends_reference(self, change: Change, id_: str) -> bool:
        """Whether `change`, of something that refers to `id_`, ends that reference.

        Default: only the end of the whole thing does.
        """
        return change.action in (Action.DELETE, Action.REPLACE)

    def signs_with(self, spec: S) -> SigningKey | None:
        """The key that Okta signs with for it."""
        return None

    def public_key_id(self, spec: S) -> str:
        """Of a key, the `kid` of its public half, or the published one's. Default: it is no key."""
        return ""

    # What uses it. By default nothing, so that it may end at any time.

    def attachment_types(self, spec: S) -> tuple[str, ...]:
        """Types of the attachment points through which flows use it."""
        return ()

    def attachment_types_of(self, key: Key) -> tuple[str, ...]:
        """The type of attachment point that a key names. Default: none, it names no such point."""
        return ()

    def lists_attachments(self, spec: S) -> bool:
        """Whether the manifest names every place it is attached to; it is detached from others."""
        return False

    def flows(
        self, spec: S, declared: Sequence[Spec], users: Sequence[Actual], *, complete: bool
    ) -> tuple[str, ...] | None:
        """What a change of it touches, by name; None when that is not known.

        Shape: `declared` are specs of manifests that need it, `users` actual things that refer to
        it; `complete` when every attachment point that may refer to it was read.
        """
        return ()

    def ends(self, before: Spec | None, after: S | None) -> bool:
        """Whether going from `before` (None: unknown) to `after` takes it from whoever uses it.

        Default: its deletion does, and another type, which makes it another thing.
        """
        return after is None or (before is not None and before.type != after.type)

    kept_while_used: bool = False
    """Whether one that is no longer declared just stays while its users wait for a person. By
    default its deletion is a guard error then, as with any other user."""

    def in_use(self, change: Change, users: Sequence[Actual]) -> Diagnostic:
        """The guard error for ending one that `users` refer to. Default: it names their ids."""
        names = ", ".join(user.id for user in users)
        return Diagnostic(
            "in-use",
            f"{change.key} would be {change.action.value}d, and is used by {names}",
            change.mark,
            "end that use first",
        )

    def where_to_look(self, spec: S, console_only: Collection[str]) -> str:
        """Where in the console a person looks before it ends. Default: empty, the API shows it.
        Shape: `console_only` are types of attachment points."""
        return ""

    def why_confirmed(self, spec: S) -> str:
        """What its end means to every user of the org, so that a person has to name it on the
        command line. Default: empty, nobody has to."""
        return ""

    # What a change of it means to people.

    def impact(
        self, before: Actual | None, after: S | None, changed: Sequence[FieldPath], uses: Uses
    ) -> tuple[Impact, str]:
        """What the change means to users. Default: nothing."""
        return "safe", "no flow depends on it"

    def fallback(self, fields: Mapping[str, Json]) -> str:
        """What does its work where it fails or is away, after the name of its flow. Default: empty,
        nothing does. Shape: `fields` as of `Spec.fields`."""
        return ""

    def is_verifiable(self, spec: S) -> bool:
        """Whether its manifest wants its service called before flows use it. Default: no."""
        return False

    def verification(
        self,
        before: Actual | None,
        after: S,
        fields: Sequence[FieldChange],
        secret: OldSecret,
        *,
        due: bool,
    ) -> Verification | None:
        """How its service is verified when it is changed. Default: None, there is no call to make.

        Shape: `due` when it has to be called whatever changes, since flows are about to use it.
        """
        return None

    def manual_steps(self, resource: Resource) -> Iterator[Diagnostic]:
        """What only a person can do or check, in Okta's console. Default: nothing."""
        yield from ()

    def org_warnings(self, resource: Resource, found: InOrg) -> Iterator[Diagnostic]:
        """Warnings that depend on what the org has. Default: none."""
        yield from ()

    def describe_duplicate(self, key: Key) -> tuple[str, str]:
        """Code and text for a key that is declared twice."""
        return "duplicate", f"{key} is declared twice"

    when_forgotten: str = "no longer declared, and gone from Okta already"
    """What it means that the ledger forgets one that is no longer declared."""

    # Answers to writes.

    @abstractmethod
    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        """What Okta's answer to a write says; None when it is not about one of this kind."""

    def why_not_deleted(self, answer: Json) -> str:
        """Why what a read just before its deletion shows must stay. Default: empty, it may go."""
        return ""

    def why_refused(self, steps: Sequence[Step]) -> str:
        """Why Okta may refuse one of these steps, and what to do instead. Default: empty."""
        return ""

    def unknown_members(self, raw: Mapping[str, Json]) -> Iterator[FieldPath]:
        """Paths of the members that Okta shows and hookops does not know. Default: none."""
        yield from ()

    def carry_over(self, body: Mapping[str, Json], raw: Mapping[str, Json]) -> Mapping[str, Json]:
        """The body of a write with those members, which it would drop. Default: as it is."""
        return body

    def logged_as(self, key: Key) -> tuple[str, ...]:
        """Types of the System Log's events about writes of it. Default: none are documented."""
        return ()

    # Only of a kind whose steps carry an `Edit`: the object is read just before it is written.

    def is_as_planned(self, before: Actual, now: Actual) -> bool:
        """Whether what the plan was made on is what a read shows. Default: equal when compared."""
        return before.spec.compared() == now.spec.compared()

    def is_as_wanted(
        self, now: Actual, after: S | None, edit: Edit, id_of: Callable[[Key], str | None]
    ) -> bool:
        """Whether what a read shows is what the edit leads to, so that nothing has to be sent.
        Default: whether it is equal to `after` when compared."""
        return after is not None and now.spec.compared() == with_ids(after.compared(), id_of)
