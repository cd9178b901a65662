"""The environment variables that hookops reads: a list with a sentence for each, and what is read.

The list is `variables.toml`; `read_by_code` finds in the code what it has to have.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference.markdown import code, page, table

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).resolve().parent / "variables.toml"
# An underscore or a known beginning, but for NETRC: a word in capitals is more often one of Okta's.
_NAME = re.compile(r"_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|HOOKOPS_SECRET_|PG[A-Z]+|NETRC")
NOT_READ = frozenset(
    {
        *("CREATE_USER", "LINK_USER"),  # commands of services
        *("PROFILE_ENROLLMENT", "PROGRESSIVE_PROFILING", "SELF_SERVICE_REGISTRATION", "SAML_2_0"),
        *("RSA_2048", "RSA_3072", "RSA_4096", "SIGN_VERIFY"),  # of AWS KMS
        *("ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"),
        *("ECDSA_SHA_256", "ECDSA_SHA_384", "ECDSA_SHA_512", "RSASSA_PKCS1_V1_5_SHA_256"),
        *("TOKEN_HOOK", "HOOKOPS_SECRET_TOKEN_HOOK"),  # of the project that `demo` plays with
        "HOOKOPS_INSTALL",  # of a job that `ci init` writes: its shell reads it
    }
)
"""Words in capitals that are no variables."""


def text() -> str:
    """The page."""
    intro = (
        "Every variable that hookops reads. Nothing else of the environment has an effect, but "
        "for what the libraries of a ledger's storage and of a source of secrets read. Which of "
        "them belongs into which job of CI is in [hookops in CI](../ci.md). A secret is never "
        "printed or stored."
    )
    return page("Environment variables", intro, *_groups())


def _groups() -> Iterator[str]:
    for group in listed():
        yield f"## {group['title']}"
        if "text" in group:
            yield group["text"]
        rows = (
            (code(row["name"]), row["text"], row["commands"], "yes" if row.get("secret") else "")
            for row in group["variable"]
        )
        yield table(("variable", "what it says", "commands", "secret"), rows)


def listed() -> Any:
    """The groups of the list, each with its variables."""
    return tomllib.loads(LIST.read_text())["group"]


def names() -> set[str]:
    """The variables of the list; `HOOKOPS_SECRET_*` as `HOOKOPS_SECRET_`."""
    return {row["name"].removesuffix("*") for group in listed() for row in group["variable"]}


def read_by_code(source: str) -> set[str]:
    """Names of variables in the text of a module."""
    tree = ast.parse(source)
    texts = {text for node in ast.walk(tree) for text in _text(node)}
    # `O_PATH` and its like are flags of the operating system.
    named = {text for text in texts if _NAME.fullmatch(text) and not text.startswith("O_")}
    found = named - NOT_READ
    return found | {name for node in ast.walk(tree) for name in _asked(node)}


def _asked(node: ast.AST) -> Iterator[str]:
    """`X` of `env.get("X")`, `env["X"]` and `for name in ("X", "Y") if env.get(name)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=env, attr="get"), args=[name, *_]) if _is_env(env):
            yield from _text(name)
        case ast.Subscript(value=env, slice=name) if _is_env(env):
            yield from _text(name)
        case ast.For(iter=ast.Tuple(names)) | ast.comprehension(iter=ast.Tuple(names)):
            if any(_is_env(inner) for inner in ast.walk(node)):
                yield from (text for name in names for text in _text(name))


def _is_env(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="env" | "environ") | ast.Attribute(attr="env" | "environ"):
            return True
    return False


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def modules() -> Iterator[Path]:
    """All but the emulator, which reads no environment but that of its requests."""
    package = ROOT / "hookops"
    return (
        path for path in package.rglob("*.py") if "emulator" not in path.relative_to(package).parts
    )
