"""Names in Okta and in Git: what is wrong with one, and between those of one kind."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from hookops.kinds.values import Clash
from hookops.model.diagnostic import Problem, Severity
from hookops.model.resource import Json, Resource
from hookops.model.source import FieldPath

_NAME: FieldPath = ("spec", "name")


def text_problems(path: FieldPath, text: Json) -> Iterator[Problem]:
    """Text that is not what it looks like."""
    if not isinstance(text, str) or not text:
        return
    field = path[-1]
    # At most one problem, the most telling first: a line break is a control character too.
    if text.endswith(("\n", "\r")):
        hint = "write it on one line, or use `|-`"
        yield Problem("line-break", path, f"{field} ends in a line break", hint)
    elif not text.isprintable() and any(unicodedata.category(c) == "Cc" for c in text):
        yield Problem("character", path, f"{field} must not have control characters")
    elif text != text.strip():
        yield Problem("edge-space", path, f"{field} must not start or end with spaces")
    # Only a warning: what Okta keeps of such characters is nowhere documented.
    elif max(text) > "\uffff":
        message = f"{field} has a character above U+FFFF, which Okta does not promise to keep"
        yield Problem("character", path, message, severity="warning")


def name_clashes(resources: Sequence[Resource]) -> Iterator[Clash]:
    """The same name in Okta, or names that people cannot tell apart."""
    first: dict[str, Resource] = {}
    for resource in resources:
        other = first.setdefault(folded(resource.spec.name), resource)
        if other is resource:
            continue
        # What Okta does with a name that it has already is recorded nowhere; with a similar one,
        # people take one for the other.
        same = other.spec.name == resource.spec.name
        code = "same-name" if same else "similar-name"
        what = "the same name in Okta as" if same else "a name in Okta too similar to that of"
        text = f"{resource.key.name} has {what} {other.key.name}"
        yield clash(code, _NAME, text, resource, other)


def previous_names(resources: Sequence[Resource]) -> Iterator[Clash]:
    """A previous name that is somebody's name now, or that two claim."""
    declared = {resource.key.name: resource for resource in resources}
    claimed: dict[str, Resource] = {}
    place = ("metadata", "previousNames")
    for resource in resources:
        for name in resource.previous_names:
            other = claimed.setdefault(name, resource)
            # Which resource keeps the ledger entry of that name must never depend on the order.
            if name == resource.key.name:
                yield clash("previous-name", place, f"{name} is its own previous name", resource)
            elif name in declared:
                text = f"previous name {name} is still declared"
                yield clash("previous-name", place, text, resource, declared[name])
            elif other is not resource:
                text = f"previous name {name} is claimed twice"
                yield clash("previous-name", place, text, resource, other)


def clash(
    code: str,
    path: FieldPath,
    text: str,
    resource: Resource,
    other: Resource | None = None,
    severity: Severity = "error",
) -> Clash:
    """A problem of `resource` at `path`, which `other` is a part of."""
    others = () if other is None else ((other, path, "the other one"),)
    return Clash(Problem(code, path, text, severity=severity), resource, others)


def temporary_name(name: str, replaced: str) -> str:
    """A name that no other hook has, since it says which one, by its id, is replaced."""
    suffix = f" (hookops: replacing {replaced})"
    # Source: Okta Management API, InlineHook.name: at most 255 characters.
    return name[: 255 - len(suffix)] + suffix


def plain_name(name: str) -> str:
    """The name without what makes it temporary."""
    return _TEMPORARY.sub("", name)


_TEMPORARY = re.compile(r" \(hookops: replacing [A-Za-z0-9]+\)\Z")


def folded(name: str) -> str:
    """Equal for names that look equal: NFKC, case and white space folded."""
    # Compatibility forms too: people take a ligature, or a letter of full width, for the letter.
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
