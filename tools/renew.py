"""Renews what is derived: the schema's enum of hook types and the README's copy of --help.

With --check nothing is written, and the exit code is 1 when something is out of date.
"""

import re
import sys
from pathlib import Path

from click.testing import CliRunner

from hookops.cli.main import cli
from hookops.kinds.inline_hook.types import HOOK_TYPES

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schemas" / "manifest" / "inline-hook.schema.json"
README = ROOT / "README.md"


def schema(text: str) -> str:
    """The types of `HOOK_TYPES`, in their order, wherever the schema lists types."""
    names = ",\n".join(f'            "{name}"' for name in HOOK_TYPES)
    return re.sub(r'"enum": \[\s*"com\.okta[^\]]*\]', f'"enum": [\n{names}\n          ]', text)


def readme(text: str) -> str:
    """The block between the help markers."""
    shown = CliRunner().invoke(cli, ["--help"], prog_name="hookops", terminal_width=100).output
    block = f"<!-- help -->\n```console\n$ hookops --help\n{shown}```\n<!-- /help -->"
    return re.sub(r"<!-- help -->.*<!-- /help -->", lambda _: block, text, flags=re.DOTALL)


def main() -> int:
    """Each derived file, renewed or compared."""
    stale = []
    for path, renew in ((SCHEMA, schema), (README, readme)):
        text = path.read_text()
        if renew(text) != text:
            stale.append(path.relative_to(ROOT))
            if "--check" not in sys.argv:
                path.write_text(renew(text))
    for path in stale:
        word = "is out of date: make schemas" if "--check" in sys.argv else "renewed"
        print(f"{path} {word}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
