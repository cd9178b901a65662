"""The ten kinds of edits, each by what it does to the sorts of objects that it is for."""

from collections.abc import Callable, Mapping

from properties.administrator import EDITS, TYPED, Administrator, Make, Thing

from hookops.emulator.world import get_world


def recreate(admin: Administrator, thing: Thing) -> Callable[[], bool]:
    """The hook goes, and one of the same name and with the same fields comes."""
    raw = admin.ask("GET", thing.path)
    admin.ask("POST", f"{thing.path}/lifecycle/deactivate")
    admin.ask("DELETE", thing.path)
    return make_as(admin, raw)


def make_as(admin: Administrator, raw: dict[str, object]) -> Callable[[], bool]:
    """A hook with these fields, which is there as long as nothing of it is another."""
    body = {name: raw[name] for name in ("name", "type", "version", "channel")}
    config = dict(raw["channel"]["config"])  # type: ignore[index]
    if config.get("authScheme"):
        config["authScheme"] = {**config["authScheme"], "value": TYPED}
    if config.get("authType") == "client_secret_post":
        config["clientSecret"] = TYPED
    body["channel"] = {**raw["channel"], "config": config}  # type: ignore[dict-item]
    id_ = admin.ask("POST", "inlineHooks", body)["id"]
    store = get_world(admin.app).store
    made = store.get(id_)
    return lambda: store.get(id_) == made


def of(sort: str, *names: str) -> dict[str, tuple[Make, ...]]:
    """The administrator's edits of these names."""
    return {sort: tuple(EDITS[sort][name] for name in names)}


KINDS: Mapping[str, Mapping[str, tuple[Make, ...]]] = {
    "uri": of("hook", "uri"),
    "header": of("hook", "header"),
    "secret": of("hook", "secret"),
    "status": of("hook", "status") | of("rule", "status"),
    "rename": of("hook", "name") | of("key", "name") | of("rule", "name") | of("app", "label"),
    "delete": of("hook", "delete") | of("key", "delete"),
    "recreate": {"hook": (recreate,)},
    "rebind": of("rule", "pointer") | of("app", "pointer") | of("policy", "pointer"),
    "field": of("hook", "member")
    | of("rule", "field")
    | of("app", "field")
    | of("policy", "field"),
    # Of a hook that manifests declare, whether it is there or not.
    "namesake": {},
}
"""By kind and sort of object."""
