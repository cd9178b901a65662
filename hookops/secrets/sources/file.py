"""Secrets from files below one folder, as Docker and Kubernetes mount them: `file:hooks/token`."""

from pathlib import Path

from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, read_owned
from hookops.model.errors import SecretCause
from hookops.secrets.source import Context, SourceError

ROOT = "HOOKOPS_SECRETS_ROOT"
DEFAULT = "/run/secrets"
LIMIT = 64 * 1024


def resolve(path: str, field: str, context: Context) -> str:
    """The file's text: see `source.py`. No link leads out of the folder."""
    root = Path(context.option(ROOT) or DEFAULT)
    if not root.is_absolute():
        # A relative one would be another folder wherever hookops is started.
        raise SourceError(f"{ROOT} is no absolute path", "unusable")
    try:
        data = read_owned(root / path, LIMIT, Boundary.at(root))
    except Unreadable as problem:
        raise SourceError(_words(problem, root), _cause(problem)) from None
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise SourceError("the file is no text in UTF-8", "unusable") from None


def _words(problem: Unreadable, root: Path) -> str:
    if problem.outside:
        return "a link leads out of the folder of secrets"
    # Where it was looked for: the default is a folder that nobody has named.
    return f"there is no such file in {root} ({ROOT})" if problem.missing else problem.reason


def _cause(problem: Unreadable) -> SecretCause:
    return "unset" if problem.missing else "unusable"
