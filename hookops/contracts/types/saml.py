"""SAML hooks: an assertion, and the patches of it."""

import copy
import json
from collections.abc import Iterator, Mapping

from hookops.contracts import pointer
from hookops.contracts.patch import count_operations, shape
from hookops.contracts.reading import at, commands, is_integer, mapping, operations, place, unfit
from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Effect, Hit, hit
from hookops.kinds.inline_hook.types import SAML
from hookops.model.resource import Json
from hookops.model.source import FieldPath

ASSERTION_PATCH = "com.okta.assertion.patch"

# `lifetime` is in the request, but not among what Okta lets hooks replace (4b).
_REPLACEABLE = ("subject", "authentication", "conditions", "claims")
# The one place outside claims where something may be added.
# Source: Okta, SAML inline hook reference.
_SESSION = ("authentication", "sessionLifetime")


def sign_in(sample: Sample) -> dict[str, Json]:
    """Somebody signs in to a SAML app. Source: Okta Management API, SAMLPayLoad."""
    user = sample.user
    usual = {"email": user.email, "firstName": user.first_name, "lastName": user.last_name}
    return _request(sample, {**usual, **sample.claims})


def no_claims(sample: Sample) -> dict[str, Json]:
    """Somebody signs in to an app without attribute statements, but for those of the sample.

    Source: captured, dzsudas/heroku-nestjs-okta-hook (2025-11): no claims at all, and no links of
    the user.
    """
    request = _request(sample, sample.claims)
    del request["data"]["context"]["user"]["_links"]
    return request


def _request(sample: Sample, claims: Mapping[str, Json]) -> dict[str, Json]:
    request = render("saml", "sign-in", sample)
    statements = {name: _statement_of(sample, value) for name, value in claims.items()}
    if statements:
        request["data"]["assertion"]["claims"] = statements
    return request


def _statement_of(sample: Sample, value: Json) -> Json:
    """The attribute statement of that value; of an array, with each of its values."""
    # Assertions are XML, so a value is a text whatever it was in JSON; and Okta has lists as
    # several values.
    texts = [item if isinstance(item, str) else json.dumps(item) for item in _as_list(value)]
    values = [render("saml", "value", sample, value=text) for text in texts]
    return render("saml", "statement", sample, values=values)


def _as_list(value: Json) -> list[Json]:
    # Null is a statement without a value.
    return value if isinstance(value, list) else [] if value is None else [value]


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the operations, each judged after those before it were carried out."""
    # An app without attribute statements sends no claims; a hook can add the first one.
    assertion = {"claims": {}, **copy.deepcopy(mapping(at(request, "data", "assertion")))}
    for command in commands(members, ASSERTION_PATCH):
        yield from shape(command, "saml.1b", "saml.13")
        for path, item in operations(command):
            yield from _operation(path, item, assertion)


def _operation(path: FieldPath, item: Mapping[str, Json], assertion: Json) -> Iterator[Hit]:
    # A path that cannot be read ends the judgement, a wrong op does not: both may be wrong (2, 3).
    # Only what has a place is carried out, for the next operation is judged by the result (6, 7).
    op, text = item.get("op"), item.get("path")
    if op not in ("add", "replace"):
        yield hit("saml.2b" if op == "remove" else "saml.2a", place(path, item, "op"))
    if not isinstance(text, str) or not text.startswith("/"):
        yield hit("saml.2c", place(path, item, "path"))
        return
    if pointer.bad_escape(text):
        yield hit("saml.3a", (*path, "path"))
        return
    steps = pointer.steps_of(text)
    if pointer.looks_unescaped(steps):
        yield hit("saml.3b", (*path, "path"))
    if op == "replace":
        yield from _replace(path, item, steps, assertion)
    elif op == "add":
        yield from _add(path, item, steps, assertion)
    if op in ("add", "replace") and not pointer.miss(assertion, steps, op):
        pointer.carry_out(assertion, steps, op, item.get("value"))


def _replace(
    path: FieldPath, item: Mapping[str, Json], steps: tuple[str, ...], assertion: Json
) -> Iterator[Hit]:
    if steps[0] not in _REPLACEABLE or len(steps) < 2:
        yield hit("saml.4b" if steps[0] == "lifetime" else "saml.4a", (*path, "path"))
        return
    if pointer.miss(assertion, steps, "replace"):
        yield hit("saml.6", (*path, "path"))
    if steps == _SESSION:
        yield from _session(path, item)
        return
    if len(steps) == 2 and steps[0] == "claims":
        # A whole statement is replaced, by another whole one.
        yield from _statement(place(path, item, "value"), item.get("value"))
        return
    yield from _value(path, item)
    if steps[-1] == "attributes" and "attributes" in mapping(item.get("value")):
        yield hit("saml.11", (*path, "value"))


def _add(
    path: FieldPath, item: Mapping[str, Json], steps: tuple[str, ...], assertion: Json
) -> Iterator[Hit]:
    if steps == _SESSION:
        yield from _session(path, item)
    # `/claims/` alone names no statement.
    elif steps[0] != "claims" or not "".join(steps[1:]):
        yield hit("saml.5a", (*path, "path"))
    elif len(steps) > 2:
        yield hit("saml.5b", (*path, "path"))
        yield from _value(path, item)
    else:
        if pointer.lookup(assertion, steps) is not pointer.MISSING:
            yield hit("saml.7", (*path, "path"))
        yield from _statement(place(path, item, "value"), item.get("value"))


def _session(path: FieldPath, item: Mapping[str, Json]) -> Iterator[Hit]:
    value = item.get("value")
    if not is_integer(value):
        yield hit("saml.8a", place(path, item, "value"))
    elif value <= 0:
        yield hit("saml.8b", (*path, "value"))


def _value(path: FieldPath, item: Mapping[str, Json]) -> Iterator[Hit]:
    if "value" not in item:
        yield hit("saml.12", path)
    elif unfit(item["value"]):
        yield hit("saml.10", (*path, "value"), found=unfit(item["value"]))


def _statement(path: FieldPath, value: Json) -> Iterator[Hit]:
    """An attribute statement: the names of its format and type, and its values."""
    # What is no statement ends the judgement; of one, each part is judged by itself.
    values = mapping(value).get("attributeValues")
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        yield hit("saml.9a", path)
        return
    if not values:
        yield hit("saml.9d", path)
    if "NameFormat" not in mapping(value.get("attributes")):
        yield hit("saml.9b", path, name="attributes.NameFormat")
    for index, item in enumerate(values):
        inner: FieldPath = (*path, "attributeValues", index)
        if "xsi:type" not in mapping(item.get("attributes")):
            yield hit("saml.9b", inner, name="attributes.xsi:type")
        if item.get("value") is None:
            yield hit("saml.9c", inner)


def _applied(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    return "applied", f"the assertion goes out after {count_operations(members)}"


CONTRACT = Contract(
    row=SAML,
    variants={"sign-in": sign_in, "no-claims": no_claims},
    commands=(ASSERTION_PATCH,),
    check=check,
    applied=_applied,
    uses_app=True,
    uses_claims=True,
    unknown_command="saml.1a",
    # Undocumented: replace of a lifetime or of what is not there, add below a claim, no value.
    undocumented=("saml.4b", "saml.5b", "saml.6", "saml.12"),
)
