"""The bill of materials says which version of hookops it is of.

`bill_version.py FILE`: the CycloneDX document gets the version of the package. Its own tool reads
pyproject.toml, where the version is dynamic, and leaves it out.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def version() -> str:
    """That of the package, read and not imported: tools have none of its dependencies."""
    text = (ROOT / "hookops" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    assert found is not None
    return found[1]


def main(name: str) -> None:
    """The document, in its place, with the version."""
    path = Path(name)
    bill = json.loads(path.read_text(encoding="utf-8"))
    bill["metadata"]["component"]["version"] = version()
    path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
