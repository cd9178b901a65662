"""Whether a pinned package has a known vulnerability; skipped where the database is out of reach.

`vulnerabilities.py BIN LOCK..`: BIN is the folder that has pip-audit. Exits with 1 for a finding,
and with `AUDIT=required` also where nothing could be looked up.
"""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

# Not the index that packages come from: it is asked for packages, and not for each of their names.
DATABASE = "https://api.osv.dev/"
_PATIENCE_S = 10


def main(arguments: Sequence[str], env: Mapping[str, str], database: str = DATABASE) -> int:
    """The exit code; what was found is printed."""
    tools, locks = Path(arguments[0]), arguments[1:]
    reason = why_unreachable(database)
    if reason:
        required = env.get("AUDIT") == "required"
        verdict = "error: nothing was looked up" if required else "skipped: nothing was looked up"
        print(f"{verdict}: {database} cannot be reached ({reason})")
        print("  hint: AUDIT=required makes this an error, as it is in CI")
        return int(required)
    # The locks name every package and the hashes of its files: nothing is resolved or installed.
    command = [str(tools / "pip-audit"), "--vulnerability-service", "osv", "--require-hashes"]
    command += ["--disable-pip", "--progress-spinner", "off"]
    # One after the other: they pin some packages alike, and pip-audit takes no name twice.
    codes = [subprocess.run([*command, "-r", lock], check=False).returncode for lock in locks]
    return int(any(codes))


def why_unreachable(url: str) -> str:
    """Why nothing answers there; empty when something does, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE_S):
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return ""
    except OSError as problem:
        return str(getattr(problem, "reason", problem))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
