"""Manifests and projects that are valid, of every kind, and what people and machines do to them."""

import json
import random
import string
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from campaigns.inputs.rewrites import NODE_KINDS, nodes, replaced, rewrite_node

from hookops.kinds.inline_hook.types import HOOK_TYPES

SECRET = "Cn7f3aTypedByMistake99"
"""What stands where a secret belongs, in cases that have one."""
_IMPORT, _MESSAGES = "com.okta.import.transform", "com.okta.telephony.provider"
_WORDS = (
    "enrich",
    "Acme Portal",
    "a: b",
    "x #y",
    "é",
    "'",
    "-",
    "null",
    "0123",
    "日本",
    "[x]",
    "%",
)
_SCALARS = (None, True, False, 0, 1, -1, 3.5, 10**40, float("inf"), "yes", "no", "~", "", [], {})
_TOKENS = (
    *(
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "? ",
        "<<: *a\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%TAG ! x\n",
    ),
    *("\t", "\r", "\u2028", "\ufeff", "\x85", "|", ">", "|9+\n", "'", '"', "`", "@", "{", "[", "]"),
    *("}", ",", "#", " #", "- ", ": ", "~", "0o17", "1e999", ".nan", "2001-01-01", "=", "\\x41"),
    *("\x1b[2J", "\0", "\u202e", "\u200b", "\x07", "yes", "null", "<<", "\n", "\n\n", " ", "    "),
)


def _name(source: random.Random) -> str:
    return "".join(source.choices(string.ascii_lowercase + string.digits, k=source.randint(1, 20)))


def _selector(source: random.Random) -> Any:
    named = source.choice(("Acme Portal", "Default Policy", "default", "Rule é"))
    return named if source.random() < 0.7 else {"id": f"0oa{_name(source)}AbcDef123"[:30]}


def _bindings(source: random.Random, type_: str) -> list[Any]:
    if type_ == _IMPORT:
        return [{"app": "Workday", "manual": True}]
    found = []
    for point in HOOK_TYPES[type_].attachment_points[:1]:
        binding = {name: _selector(source) for name in point.selector_names}
        if point.run_on and source.random() < 0.5:
            binding["runOn"] = source.sample(["new-user", "profile-update"], source.randint(1, 2))
        found.append(binding)
    return found


def _secret(source: random.Random) -> Any:
    reference = f"env:HOOKOPS_SECRET_{_name(source).upper()}"
    if source.random() < 0.3:
        return {"ref": reference, "version": str(source.randint(1, 9))}
    return reference


def _channel(source: random.Random, type_: str) -> dict[str, Any]:
    config: dict[str, Any] = {"uri": f"https://{_name(source)}.example.com/{_name(source)}"}
    if source.random() < 0.5:
        config["headers"] = [{"key": "X-Environment", "value": source.choice(("prod", "eu-1"))}]
    if source.random() < 0.6 or HOOK_TYPES[type_].needs_auth_scheme:
        config["authScheme"] = {"key": "Authorization", "valueFrom": _secret(source)}
        if source.random() < 0.5:
            config["authScheme"]["type"] = "HEADER"
        return {"type": "HTTP", "config": config}
    config |= {"clientId": "okta", "tokenUrl": "https://login.example.com/token"}
    if source.random() < 0.5:
        config |= {"authType": "client_secret_post", "clientSecretFrom": _secret(source)}
    else:
        config |= {"authType": "private_key_jwt", "hookKeyId": f"HKY{_name(source)}Abcdefghij"}
    if source.random() < 0.5:
        config["scope"] = "hooks"
    return {"type": "OAUTH", "config": config}


def hook(source: random.Random) -> dict[str, Any]:
    """A hook that is valid by itself."""
    type_ = source.choice(list(HOOK_TYPES))
    spec: dict[str, Any] = {"type": type_, "channel": _channel(source, type_)}
    optional: dict[str, Callable[[], Any]] = {
        "name": lambda: f"Hook {_name(source)}",
        "version": lambda: HOOK_TYPES[type_].versions[-1],
        "status": lambda: "ACTIVE",
        "verify": lambda: {"preview": source.choice(("required", "optional", "off"))},
    }
    if type_ == _IMPORT or HOOK_TYPES[type_].attachment_points:
        optional["bindings"] = lambda: _bindings(source, type_)
    if type_ == _MESSAGES or "hookKeyId" in spec["channel"]["config"]:
        # To verify these, a manifest has to say more.
        del optional["verify"]
    spec |= {name: make() for name, make in optional.items() if source.random() < 0.5}
    metadata: dict[str, Any] = {"name": _name(source)}
    if source.random() < 0.4:
        metadata["labels"] = {"team": "identity"}
    if source.random() < 0.4:
        metadata["annotations"] = {"hookops.dev/protect": "true", "example.com/note": "a: b"}
    if source.random() < 0.3:
        metadata["previousNames"] = [f"{_name(source)}-old"]
    return {
        "apiVersion": "hookops.dev/v1",
        "kind": "InlineHook",
        "metadata": metadata,
        "spec": spec,
    }


def key(source: random.Random) -> dict[str, Any]:
    """A hook key."""
    found: dict[str, Any] = {"apiVersion": "hookops.dev/v1", "kind": "HookKey"}
    found["metadata"] = {"name": f"key-{_name(source)}"}
    return found | ({"spec": {"name": f"Key {_name(source)}"}} if source.random() < 0.5 else {})


def project(source: random.Random) -> dict[str, Any]:
    """A project with the embedded emulator, and other organizations."""
    local: dict[str, Any] = {"emulator": ".hookops/local.db"}
    others = {
        f"org-{_name(source)}": {
            "url": "https://acme.okta.com",
            "ledger": source.choice(("s3://bucket/a.json", "none", ".hookops/b.json")),
            "id": "00o1n8sbwArJ7OQRw406",
        }
        for _ in range(source.randint(0, 2))
    }
    spec = {"manifests": ["manifests"], "organizations": {"local": local, **others}}
    return {"apiVersion": "hookops.dev/v1", "kind": "Project", "spec": spec}


def written(source: random.Random, data: Any) -> str:
    """The document in one of the ways that people and tools write YAML."""
    if source.random() < 0.2:
        return json.dumps(data, indent=source.choice((None, 1, 4)))
    text: str = yaml.safe_dump(
        data,
        default_flow_style=source.choice((False, False, None, True)),
        # Quotes would put a tag before what is no text.
        default_style=source.choice((None, "'", '"')) if _is_text(data) else None,
        indent=source.randint(2, 8),
        width=source.choice((20, 80, 1000)),
        sort_keys=source.random() < 0.5,
        allow_unicode=source.random() < 0.5,
        explicit_start=source.random() < 0.3,
        line_break=source.choice((None, "\r\n")),
    )
    return text


def _is_text(data: Any) -> bool:
    """Whether every value in it is text."""
    if isinstance(data, (dict, list)):
        return all(map(_is_text, data.values() if isinstance(data, dict) else data))
    return isinstance(data, str)


def with_scalar(source: random.Random, data: Any) -> Any:
    """One value of it is what people type for yes, no, nothing or a number: `manual: yes`."""
    path = source.choice(list(nodes(data)))
    return replaced(data, path, source.choice((*_SCALARS, *_WORDS)))


def with_value(source: random.Random, data: Any) -> Any:
    """One value of it is another one, or of another shape."""
    path = source.choice(list(nodes(data)))
    return rewrite_node(data, source.choice(NODE_KINDS), path)


def with_secret(source: random.Random, data: Any) -> Any:
    """A secret is typed where the manifest is to refer to it."""
    config = data["spec"]["channel"]["config"]
    places: tuple[tuple[dict[str, Any], str], ...] = (
        (config, "clientSecret"),
        (config, "clientSecretFrom"),
        (config.setdefault("authScheme", {"key": "Authorization"}), "value"),
        (config["authScheme"], "valueFrom"),
        (config["authScheme"], "secret"),
    )
    parent, name = source.choice(places)
    parent[name] = source.choice((SECRET, [SECRET], {"ref": SECRET}, {"value": SECRET}))
    return data


def with_bytes(source: random.Random, data: bytes) -> bytes:
    """Some bytes are others, missing, or there twice."""
    for _ in range(source.randint(1, 4)):
        at, end = source.randrange(len(data) + 1), source.randrange(1, 40)
        match source.randrange(5):
            case 0:
                data = data[:at] + bytes([source.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + source.randbytes(source.randint(1, 3)) + data[at:]
            case 2:
                data = data[:at] + data[at + end :]
            case 3:
                data = data[:at] + data[at : at + end] * 2 + data[at + end :]
            case _:
                data = data[:at]
        data = data or b"\n"
    return data


def with_lines(source: random.Random, text: str) -> str:
    """Lines are missing, there twice, elsewhere, or indented otherwise."""
    lines = text.split("\n")
    for _ in range(source.randint(1, 3)):
        at, other = source.randrange(len(lines)), source.randrange(len(lines))
        line = lines[at]
        match source.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(other, line)
            case 2:
                lines[at], lines[other] = lines[other], line
            case 3:
                lines[at] = f"{' ' * source.randint(1, 5)}{line}"
            case 4:
                lines[at] = line[source.randint(1, 3) :]
            case _:
                lines[at] = f"\t{line}"
    return "\n".join(lines)


def with_tokens(source: random.Random, text: str) -> str:
    """Punctuation of YAML stands where nobody needs it."""
    for _ in range(source.randint(1, 3)):
        at = source.randrange(len(text) + 1)
        text = text[:at] + source.choice(_TOKENS) + text[at + source.randint(0, 2) :]
    return text


DEEP: Mapping[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "braces": lambda n: "{a: " * n,
    "closed": lambda n: "[" * n + "]" * n,
    "dashes": lambda n: "- " * n + "a",
    "questions": lambda n: "? " * n,
    "indented": lambda n: "".join(f"{' ' * i}a:\n" for i in range(min(n, 1500))),
    "documents": lambda n: "---\na: b\n" * n,
    "members": lambda n: "".join(f"a{i}: b\n" for i in range(n)),
    "one-member": lambda n: "a: b\n" * n,
    "long-key": lambda n: "a" * n + ": b",
    "long-text": lambda n: f"a: {'x' * n}",
    "digits": lambda n: f"a: {'9' * n}",
    "quotes": lambda n: "a: '" + "''" * n,
    "escapes": lambda n: 'a: "' + "\\x41" * n,
    "anchors": lambda n: "".join(
        f"a{i}: &a{i} [*a{max(0, i - 1)}, *a{max(0, i - 1)}]\n" for i in range(n)
    ),
    "comments": lambda n: "# x\n" * n,
    "block": lambda n: "a: |\n" + "  x\n" * n,
    "spaces": lambda n: " " * n + "a: b",
    "colons": lambda n: "a" + ": " * n,
}
"""Texts that grow with a number, by name."""
