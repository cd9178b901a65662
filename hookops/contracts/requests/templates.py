"""Requests from the templates of `data/`: JSON in which `{user.login}` stands for a value.

An object with `$part` is a part of `data/all.json`, filled in with the values of `$with`; its
other members come after those of the part.
"""

from collections.abc import Mapping
from string import Formatter

from hookops.contracts.data import member
from hookops.contracts.requests.samples import Event, Sample
from hookops.model.resource import Json


class _Moments:
    """`{at[-60]}` in a template: the time a minute before the event, as Okta writes it."""

    def __init__(self, event: Event) -> None:
        self._event = event

    def __getitem__(self, later_s: str | int) -> str:
        # format() passes a number without a sign as int, and `-60` as text.
        return self._event.at(int(later_s))


def render(data: str, template: str, sample: Sample, /, **more: Json) -> dict[str, Json]:
    """The template of a data file, filled in from the sample and from `more`."""
    values = {
        "event": sample.event,
        "org": sample.org,
        "user": sample.user,
        "app": sample.app,
        "password": sample.password,
        "code": sample.code,
        "purpose": sample.purpose,
        "at": _Moments(sample.event),
        **more,
    }
    filled: dict[str, Json] = _fill(member(data, "requests", template), values)
    return filled


def _fill(template: Json, values: Mapping[str, Json]) -> Json:
    match template:
        case {"$part": name, **rest}:
            given = _fill(rest.pop("$with", {}), values)
            # Given values go over those of the sample: a part may be filled with another url.
            part = _fill(member("all", "parts", name), {**values, **given})
            return {**part, **_fill(rest, values)}
        case dict():
            return {name: _fill(item, values) for name, item in template.items()}
        case list():
            return [_fill(item, values) for item in template]
        case str():
            return _value(template, values)
    return template


def _value(text: str, values: Mapping[str, Json]) -> Json:
    """The text with its values; a text that is one placeholder becomes the value, of any type."""
    parts = list(Formatter().parse(text))
    if len(parts) == 1 and not parts[0][0] and parts[0][1]:
        return Formatter().get_field(parts[0][1], (), values)[0]
    # Only the template is parsed: braces in a user's login stay as they are.
    return text.format_map(values)
