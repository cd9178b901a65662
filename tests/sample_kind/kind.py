"""A kind that Okta does not have: what one more kind costs, and that the contract is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hookops.kinds.listed import Listed
from hookops.kinds.names import name_clashes
from hookops.kinds.values import Clash
from hookops.model.call import Call
from hookops.model.change import Phase, Step
from hookops.model.diagnostic import Problem
from hookops.model.resource import Actual, IdOf, Json, Key, Resource
from hookops.model.source import FieldPath

ROOT = ("api", "v1", "samples")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample, declared or actual; it may need a hook key."""

    name: str
    colour: str
    key: IdOf | str | None
    type: str = ""

    def fields(self) -> Mapping[str, Json]:
        """What users wrote."""
        key = str(self.key.key) if isinstance(self.key, IdOf) else self.key
        return {"name": self.name, "colour": self.colour, "key": key}

    def compared(self) -> Mapping[str, Json]:
        """With the key's id, as the API has it."""
        return {"name": self.name, "colour": self.colour, "keyId": self.key}


class SampleKind(Listed[Sample]):
    """Two required answers more than reading and writing: what it needs, and what refers to it."""

    name = "Sample"
    title = "sample"
    schema = "sample.schema.json"

    def parse(self, data: Mapping[str, Json]) -> Sample:
        """The sample that a valid manifest declares."""
        spec = data["spec"]
        key = IdOf(Key("HookKey", spec["key"])) if "key" in spec else None
        return Sample(data["metadata"]["name"], spec["colour"], key)

    def check(self, data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
        """Nothing that the schema does not say."""
        yield from ()

    def check_together(self, resources: Sequence[Resource]) -> Iterator[Clash]:
        """Names are unique."""
        yield from name_clashes(resources)

    def aliases(self, data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """The API has an id where a manifest has a name."""
        yield ("keyId",), ("key",)

    def needs(self, spec: Sample) -> Iterator[tuple[FieldPath, Key]]:
        """Its key."""
        if isinstance(spec.key, IdOf):
            yield ("key",), spec.key.key

    def references(self, spec: Sample) -> Iterator[tuple[str, str]]:
        """Its key."""
        if isinstance(spec.key, str):
            yield "HookKey", spec.key

    def list_call(self) -> Call:
        """All of them."""
        return Call("GET", ROOT)

    def get_call(self, id_: str) -> Call:
        """One of them."""
        return Call("GET", (*ROOT, id_))

    def read(self, raw: Json) -> Actual | None:
        """An element of the list."""
        sample = Sample(raw["name"], raw["colour"], raw.get("keyId"))
        return Actual(self.name, raw["id"], sample, raw["created"], raw["lastUpdated"], raw)

    def create(self, key: Key, spec: Sample) -> tuple[Step, ...]:
        """One POST."""
        return (Step(Phase.CREATE, "create", Call("POST", ROOT, dict(spec.compared()))),)

    def update(self, actual: Actual, spec: Sample, *, write: bool) -> tuple[Step, ...]:
        """One PUT."""
        call = Call("PUT", (*ROOT, actual.id), dict(spec.compared()))
        return (Step(Phase.WRITE, "update", call),) if write else ()

    def delete(self, actual: Actual) -> tuple[Step, ...]:
        """One DELETE."""
        return (Step(Phase.DELETE, "delete", Call("DELETE", (*ROOT, actual.id))),)
