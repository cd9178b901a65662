"""GET -> Snapshot. Every answer is checked for shape before anything is believed."""

from collections.abc import Iterable, Iterator, Mapping

from hookops.kinds import KINDS
from hookops.model.call import Call
from hookops.model.errors import ApiError, Unavailable
from hookops.model.resource import ID, Json, Live, Snapshot
from hookops.model.text import show
from hookops.okta.session import Session


def refresh(session: Session, managed: Iterable[tuple[str, str]] = ()) -> Snapshot:
    """What the registry has: one request for each kind.

    Shape: `managed` are (kind, id) of what has to be there. One that the list lacks is asked for
    by its id, since lists may lag behind.
    Raises: Unavailable when an answer is not what Okta answers; nothing is planned on it.
    """
    expected = list(managed)
    lives: list[Live] = []
    foreign: list[str] = []
    for name, kind in KINDS.items():
        call = kind.list_call()
        found = list(_elements(session.pages(call), call))
        _unique([raw["id"] for raw in found])
        missing = {i for k, i in expected if k == name} - {raw["id"] for raw in found}
        found += [
            raw for i in sorted(missing) if (raw := _one(session, kind.get_call(i))) is not None
        ]
        for raw in found:
            live = kind.read(raw)
            if live is None:
                foreign.append(str(raw["id"]))
            else:
                lives.append(live)
    return Snapshot(tuple(sorted(lives, key=lambda live: (live.kind, live.id))), tuple(foreign))


def _one(session: Session, call: Call) -> Mapping[str, Json] | None:
    """One thing by its id; None when it is gone."""
    try:
        (raw,) = _elements(([item] for item in session.pages(call)), call)
    except ApiError as problem:
        if problem.status == 404:
            return None
        raise
    return raw


def _elements(pages: Iterable[Json], call: Call) -> Iterator[Mapping[str, Json]]:
    for index, raw in enumerate(item for page in pages for item in _page(page, call)):
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            raise Unavailable(f"{call}: element {index} of the answer has no id", _PORTAL)
        if not ID.fullmatch(raw["id"]):
            raise Unavailable(f"{call}: {show(raw['id'])!r} is not an id", _PORTAL)
        yield raw


def _page(answer: Json, call: Call) -> list[Json]:
    if not isinstance(answer, list):
        raise Unavailable(f"{call}: unexpected answer: expected a list", _PORTAL)
    return answer


_PORTAL = "is the organization's url that of an Okta org?"


def _unique(ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise Unavailable("the list of hooks has one id twice; nothing is planned on it")
