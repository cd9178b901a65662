"""`gh`, as far as the workflows use it: comments and issues in a file, and what may not be done."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BOT = {"login": "github-actions[bot]"}


def gh(arguments: list[str], env: Mapping[str, str]) -> str:
    """What it prints."""
    state, printed = Path(env["FAKE_GITHUB"]), ""
    may = env["FAKE_MAY_WRITE"].split()
    known = json.loads(state.read_text()) if state.exists() else {"comments": [], "issues": []}
    known.setdefault("calls", []).append(arguments[:3])
    assert {"of-the-job", "acme/hooks"} == {env["GH_TOKEN"], env["GH_REPO"]}
    match arguments:
        case ["api", "--paginate", path, "--jq", query]:
            found = known["comments" if "/comments" in path else "issues"]
            page = [one for one in found if one.get("state", "open") == "open"]
            # In two pages, each of which the query is asked of.
            half = len(page) // 2
            printed = "".join(_jq(query, part, env) for part in (page[:half], page[half:]))
        case ["api", "--silent", "--method", "PATCH", path, "--field", body]:
            assert "pull-requests" in may
            number = int(path.rsplit("/", 1)[1])
            _one(known["comments"], number)["body"] = Path(body.removeprefix("body=@")).read_text()
        case ["pr", "comment", number, "--body-file", file]:
            assert "pull-requests" in may
            known["comments"].append(_made(known, file, pull=int(number)))
        case ["issue", "create", "--title", title, "--body-file", file]:
            assert "issues" in may
            known["issues"].append(_made(known, file, title=title, state="open"))
        case ["issue", "edit", number, "--body-file", file]:
            assert "issues" in may
            _one(known["issues"], int(number))["body"] = Path(file).read_text()
        case ["issue", "close", number, "--comment", text]:
            assert "issues" in may
            _one(known["issues"], int(number)).update(state="closed", closing=text)
        case _:
            raise AssertionError(f"gh does not know {arguments}")
    state.write_text(json.dumps(known))
    return printed


def _one(found: list[dict[str, Any]], number: int) -> dict[str, Any]:
    return next(one for one in found if one["number"] == number)


def _made(known: dict[str, Any], file: str, **more: Any) -> dict[str, Any]:
    number = 1 + len(known["comments"]) + len(known["issues"])
    body = Path(file).read_text()
    assert len(body) <= 65_536
    return {"id": number, "number": number, "body": body, "user": BOT, **more}


def _jq(query: str, data: object, env: Mapping[str, str]) -> str:
    # The one inside of gh sees its environment, too.
    command = ["jq", "-r", query]
    text = json.dumps(data)
    done = subprocess.run(command, input=text, env=env, text=True, check=True, capture_output=True)
    return done.stdout
