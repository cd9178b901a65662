"""Secrets from files that SOPS has encrypted: `sops:FILE#FIELD`, from the project's folder.

The file is the repository's, so a pull request can change it, and in it the services that SOPS asks
for its key. So SOPS gets the text and no path, and of the environment the keys of age and the
sign-ins of AWS and Google: what it sends with those goes to AWS and to Google, whatever the file
says. An address of Vault or Azure would be the file's, and would get their tokens.
"""

import json
from pathlib import Path
from types import MappingProxyType

from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, read_bytes
from hookops.secrets.program import Program
from hookops.secrets.source import Context, SourceError, text_at

LIMIT = 1024 * 1024
SOPS = Program(
    "sops",
    "https://getsops.io",
    variables=(
        "SOPS_AGE_KEY_FILE",
        "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ),
    credentials=(
        "SOPS_AGE_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "GOOGLE_OAUTH_ACCESS_TOKEN",
    ),
)
_TYPES = MappingProxyType({".yaml": "yaml", ".yml": "yaml", ".json": "json", ".env": "dotenv"})


def resolve(path: str, field: str, context: Context) -> str:
    """A field of the decrypted file: see `source.py`. Each file is decrypted once."""
    return text_at(context.once(("sops", path), lambda: _decrypt(path, context)), field, path)


def _decrypt(path: str, context: Context) -> object:
    kind = _TYPES.get(Path(path).suffix)
    if kind is None:
        raise SourceError(f"the file's name ends with none of {', '.join(_TYPES)}", "unusable")
    folder = Boundary(context.folder, or_else=context.folder)
    try:
        data = read_bytes(context.folder / path, LIMIT, links=True, within=folder)
    except Unreadable as problem:
        if problem.missing:
            raise SourceError("there is no such file in the project", "unset") from None
        raise SourceError(problem.reason, "unusable") from None
    types = ["--input-type", kind, "--output-type", "json"]
    printed = SOPS.run(["decrypt", *types, "--filename-override", f"stdin.{kind}"], context, data)
    try:
        return json.loads(printed)
    except ValueError:
        raise SourceError("sops printed no JSON", "unusable") from None
