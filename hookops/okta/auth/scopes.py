"""Which OAuth scopes requests need: the least that a run can do with. Pure.

Source: Okta Management API, security of each operation; Okta, OAuth 2.0 scopes.
"""

from collections.abc import Iterable

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.scan import SCANS, Scan
from hookops.model.call import Call
from hookops.model.resource import Key

# Most scopes are called as the first segment below /api/v1 is; these are not.
_OTHERWISE = {"hook-keys": "inlineHooks"}


def scope_of(method: str, path: str) -> str:
    """The scope that a request needs; empty where the path is for anybody.

    Shape: `path` with or without its query.
    """
    root, _, rest = path.lstrip("/").partition("/v1/")
    if root != "api":
        return ""
    part = rest.partition("?")[0].partition("/")[0]
    return f"okta.{_OTHERWISE.get(part, part)}.{'read' if method == 'GET' else 'manage'}"


def scope_of_call(call: Call) -> str:
    """The same of a call whose ids need not exist yet."""
    return scope_of(call.method, "/".join(str(part) for part in call.path[:3]))


def expected_scopes(declared: Iterable[Key]) -> frozenset[str]:
    """What reading the org for what is declared needs, so that one token does for all of it.

    A run that needs more, for what only the ledger knows, asks for more.
    """
    keys = tuple(declared)
    kinds = {key.kind for key in keys if key.kind in LISTED}
    types = {type_ for key in keys for type_ in KINDS[key.kind].attachment_types_of(key)}
    calls: list[Call] = [LISTED[kind].list_call() for kind in kinds]
    for type_ in types:
        # The first requests of a scan go to the same part of the API as the others.
        calls += next(SCANS[type_].steps())
    return frozenset(filter(None, map(scope_of_call, calls)))


def reading_calls(declared: Iterable[Key], *, classic: bool = False) -> dict[str, Call]:
    """A request for each scope that reading what is declared needs, by scope.

    Shape: `classic` for an org of the Classic Engine, which has some attachment points nowhere.
    """
    types = {type_ for key in declared for type_ in KINDS[key.kind].attachment_types_of(key)}
    # Only of what is declared, and only where the engine has such attachment points at all.
    scans = [scan for type_, scan in sorted(SCANS.items()) if type_ in types]
    calls = [kind.list_call() for kind in LISTED.values()]
    calls += [call for s in scans if not (s.of_engine and classic) for call in _first_calls(s)]
    return {scope_of_call(call): call for call in calls}


def writing_scopes(reading: Iterable[str]) -> frozenset[str]:
    """What writing needs to the same parts of Okta."""
    return frozenset(f"{scope.removesuffix('.read')}.manage" for scope in reading)


def all_scopes() -> frozenset[str]:
    """Every scope that a command of hookops may ask for."""
    lists = [kind.list_call() for kind in LISTED.values()]
    firsts = [call for scan in SCANS.values() for call in _first_calls(scan)]
    reading = {scope_of_call(call) for call in (*lists, *firsts)}
    return writing_scopes(reading) | reading | {scope_of("GET", "/api/v1/logs")}


def _first_calls(scan: Scan) -> tuple[Call, ...]:
    """The first requests of a scan to the part of Okta that it reads."""
    steps = scan.steps()
    first = next(steps)
    # Asked first is the engine, and that it is the one with these attachment points is known.
    return steps.send(((),)) if scan.of_engine else first


def in_words(scopes: Iterable[str]) -> str:
    """Scopes for people, in a fixed order."""
    return ", ".join(sorted(scopes))


def covers(granted: Iterable[str], scope: str) -> bool:
    """Whether a request that needs `scope` is worth sending: Okta may let `.manage` read."""
    # No document says whether it does. Only Okta's answer can.
    return not {scope, f"{scope.removesuffix('.read')}.manage"}.isdisjoint(granted)
