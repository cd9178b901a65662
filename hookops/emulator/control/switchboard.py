"""Switches by name: read from options, seeds and requests, and explained."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, get_args, get_type_hints

from hookops.emulator.control.hook_switches import HookSwitches
from hookops.emulator.control.switches import Switches

# What widens what the emulator reaches or shows, and the value that does not. Whoever starts the
# emulator sets them: a file may come from somebody who is not trusted, and a request has no token.
WIDENING: Mapping[str, str] = {"service_addresses": "public", "echo_secrets": "off"}


class UnknownSwitch(ValueError):
    """There is no switch of that name, or it has no such value."""


def choices() -> dict[str, tuple[str, ...]]:
    """The values that each switch can have."""
    # The type of a field is its list of values: there is no second list to keep.
    hints = get_type_hints(Switches)
    return {field.name: get_args(hints[field.name]) for field in fields(Switches)}


def changed(switches: Switches, given: Mapping[str, Any]) -> Switches:
    """The switches with those in `given` set; true and false stand for `on` and `off`.

    Raises: UnknownSwitch, which names what there is.
    """
    known = choices()
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise UnknownSwitch(f"there is no switch {name!r}; there are: {', '.join(known)}")
        # YAML reads a bare on, off, yes and no as booleans.
        text = {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value
        if text not in known[name]:
            allowed = ", ".join(known[name])
            raise UnknownSwitch(f"the switch {name} has no value {value!r}; it has: {allowed}")
        read[name] = text
    return replace(switches, **read)


def requested(initial: Switches, now: Switches, given: Mapping[str, Any]) -> Switches:
    """The switches of now with those of a request set, which widens nothing.

    Shape: `initial` are those of the start, to which a request may lead back.
    Raises: UnknownSwitch.
    """
    new = changed(now, given)
    for name, safe in WIDENING.items():
        allowed = {safe, getattr(now, name), getattr(initial, name)}
        if getattr(new, name) not in allowed:
            value = getattr(new, name)
            how = f"--switch {name}={value}, where the emulator is started"
            raise UnknownSwitch(f"no request can set the switch {name} to {value}: {how}, can")
    return new


def read_options(texts: tuple[str, ...], switches: Switches = Switches()) -> Switches:
    """The switches with each `NAME=VALUE` of `texts` set. Raises: UnknownSwitch."""
    return changed(switches, _pairs(texts))


def named(texts: tuple[str, ...]) -> set[str]:
    """The switches that `texts` set. Raises: UnknownSwitch."""
    return set(_pairs(texts))


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UnknownSwitch(f"a switch is NAME=VALUE, not {text!r}")
        # On a command line people write hyphens.
        given[name.strip().replace("-", "_")] = value.strip()
    return given


def read_features(features: list[str] | Mapping[str, Any]) -> dict[str, str]:
    """Switches for the features of an org: those of a list are on, and no others.

    A mapping says `on` or `off` for each. Raises: UnknownSwitch.
    """
    # A list says all that an org has, so what it leaves out is off; a mapping says no more than it
    # names. A feature nobody knows is an error in both: a misspelt one would else be off without a
    # word.
    known = [name for name in choices() if name.startswith("feature_")]
    named = features if isinstance(features, Mapping) else dict.fromkeys(features, "on")
    given = {"feature_" + str(name).replace("-", "_"): value for name, value in named.items()}
    for name in given:
        if name not in known:
            shown = ", ".join(name.removeprefix("feature_").replace("_", "-") for name in known)
            raise UnknownSwitch(f"there is no feature {name[8:]!r}; there are: {shown}")
    return given if isinstance(features, Mapping) else {**dict.fromkeys(known, "off"), **given}


def shown(switches: Switches) -> dict[str, str]:
    """The switches as JSON."""
    return asdict(switches)


def list_switches() -> str:
    """Every switch with its values, its default and what it is about, for people to read."""
    texts = documentation()
    blocks = []
    for name, values in choices().items():
        default = getattr(Switches(), name)
        marked = [f"{value} (default)" if value == default else value for value in values]
        about = textwrap.indent(texts[name], "  ")
        blocks.append(f"{name} = {' | '.join(marked)}\n{about}\n")
    return "\n".join(blocks)


def documentation() -> dict[str, str]:
    """The string below each field of `Switches`."""
    texts: dict[str, str] = {}
    # Parsed one by one: the source of a class has the fields of its own body alone.
    for part in (HookSwitches, Switches):
        texts.update(_strings_below(part))
    return texts


def _strings_below(part: type) -> dict[str, str]:
    """The string below each field that the class itself has."""
    # Python keeps no docstrings of fields, so they are read from the source: one text for the
    # reader of the code, `--list-switches` and the page.
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(part))).body
    assert isinstance(definition, ast.ClassDef)
    texts = {}
    name = ""
    for node in definition.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                texts[name] = inspect.cleandoc(text)
    return texts
