"""GET -> Snapshot. Every answer is checked for shape before anything is believed."""

from collections.abc import Iterable, Iterator, Mapping

from hookops.kinds import KINDS
from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.resource import Json, Live, Snapshot
from hookops.model.text import show
from hookops.okta.session import Session
from hookops.okta.wire import ID


def refresh(session: Session, kinds: Iterable[str] = tuple(KINDS)) -> Snapshot:
    """What the registry has of these kinds: one request for each kind.

    Raises: Unavailable when an answer is not what Okta answers; nothing is planned on it.
    """
    lives: list[Live] = []
    foreign: list[str] = []
    for name in kinds:
        kind = KINDS[name]
        call = kind.list_call()
        for raw in _elements(session.pages(call), call):
            live = kind.read(raw)
            if live is None:
                foreign.append(str(raw["id"]))
            else:
                lives.append(live)
    _unique([live.id for live in lives] + foreign)
    return Snapshot(tuple(sorted(lives, key=lambda live: (live.kind, live.id))), tuple(foreign))


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
