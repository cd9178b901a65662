"""What is wrong with a reference to a secret: how it is written, and what it names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.inline_hook.rules.secret_lint import judge_header
from hookops.model.diagnostic import Problem
from hookops.model.placeholder import TEMPLATE
from hookops.model.references.allowed import DEFAULT, VARIABLE, is_allowed, is_never, with_scheme
from hookops.model.references.syntax import SHAPE, read_reference
from hookops.model.resource import Json
from hookops.model.source import FieldPath

# Source: IANA, HTTP Authentication Schemes; RFC 7235, 2.1: a space follows. The last two are of
# widespread services.
_SCHEMES = frozenset({"basic", "bearer", "digest", "dpop", "token", "ssws"})
_HOW = "keep the hook's secret under a name of its own, as env:HOOKOPS_SECRET_TOKEN_HOOK"
# Variables that hold hookops' own credentials.
_OWN = re.compile(r"OKTA_.*|HOOKOPS_(?!SECRET_).*")


def check_reference(path: FieldPath, value: Json, allowed: Sequence[str]) -> Iterator[Problem]:
    """A manifest must not be able to send hookops' credentials, or those of the machine that
    runs it, to a host of its choice.

    Shape: `allowed` as of `Listed.check`.
    """
    if isinstance(value, Mapping):
        yield from _check_prefix((*path, "prefix"), value.get("prefix"))
        value = value.get("ref")
    # What looks like no reference the schema complains about.
    if not isinstance(value, str) or not SHAPE.fullmatch(value):
        return
    try:
        reference = read_reference(value)
    except ValueError as wrong:
        # The message quotes nothing: it may be a secret in the wrong place.
        yield Problem("secret-reference", path, f"{path[-1]} {wrong}")
        return
    never = {name.removeprefix("!") for name in allowed if name.startswith("!")}
    patterns = (DEFAULT, *(with_scheme(each) for each in allowed if not each.startswith("!")))
    if reference.scheme == "env" and (_OWN.fullmatch(reference.path) or reference.path in never):
        yield Problem(
            "own-credential", path, f"{path[-1]} must not name a variable of hookops", _HOW
        )
    # In another source too, whatever a pattern allows beside it.
    elif value in never:
        yield Problem(
            "own-credential", path, f"{path[-1]} must not name a credential of hookops", _HOW
        )
    elif is_never(reference.scheme):
        text = f"{path[-1]} names a back end of vals from which hookops takes no secret"
        yield Problem("forbidden-secret", path, text, "nothing can allow it: name another source")
    elif not is_allowed(reference, patterns):
        message = f"{path[-1]} may only name secrets that match {' or '.join(patterns)}"
        # Not in a manifest: whoever may change that could allow what it refers to.
        hint = f"name another one; more can only be allowed outside the manifests, in {VARIABLE}"
        yield Problem("forbidden-secret", path, message, hint)


def _check_prefix(path: FieldPath, prefix: Json) -> Iterator[Problem]:
    """What a prefix must not be: a secret, a template, a scheme that runs into the value."""
    if not isinstance(prefix, str):
        return
    if reason := judge_header("", prefix):
        text = f"prefix looks like a secret: {reason}"
        hint = "a prefix is plain text, such as a scheme; the secret is what the reference names"
        yield Problem("secret-in-prefix", path, text, hint)
    elif TEMPLATE.search(prefix):
        text = "prefix has a placeholder that was not replaced"
        yield Problem("placeholder", path, text, "manifests have no templates")
    # YAML drops a space at the end of a text without quotes.
    elif prefix.lower() in _SCHEMES:
        text = f"prefix {prefix} has no space at its end, so the value would follow at once"
        yield Problem("prefix", path, text, f'write it in quotes: prefix: "{prefix} "')
