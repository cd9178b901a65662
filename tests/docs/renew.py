"""Writes into documents what their commands print today: `make transcripts`, with FILES=... some.

Only what is not what the document says is replaced; read the difference before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from docs.worlds import DOCUMENTS, FOLLOWED, ROOT, reader


def main(names: list[str]) -> int:
    """The exit code; each file that is written is named."""
    for name in names or FOLLOWED:
        text = DOCUMENTS[name]
        with tempfile.TemporaryDirectory() as folder, reader(Path(folder), name, text) as follower:
            new = follower.renew(text)
        if new != text:
            (ROOT / name).write_text(new)
            sys.stdout.write(f"{name} renewed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
