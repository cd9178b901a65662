"""The workflows that other repositories call: the jobs of `hookops ci init github`, with inputs.

One source for both, so that what a repository calls and what it is given are tested together.
"""

from collections.abc import Iterator
from pathlib import Path

from hookops.ci.fill import fill
from hookops.ci.github import common_values, fill_job
from hookops.ci.project import CiProject

ROOT = Path(__file__).resolve().parents[2]
HEADS = Path(__file__).resolve().parent
LAST = {"plan": "comment-job", "drift": "issue-job"}
"""The job that may write comments or issues, where there is one."""

# Which variables there are is up to who calls: one secret has them all, and nothing is evaluated.
LOAD = """\
while IFS= read -r line; do
  case $line in
    [A-Z]*=?*)
      echo "::add-mask::${line#*=}"
      export "${line?}"
      ;;
  esac
done <<< "$HOOKOPS_CREDENTIALS"$'\\n'"${HOOKOPS_SECRETS:-}"
unset HOOKOPS_CREDENTIALS HOOKOPS_SECRETS line
"""


def texts() -> Iterator[tuple[Path, str]]:
    """Path and text of each workflow."""
    for head in sorted(HEADS.glob("*.yml")):
        yield ROOT / ".github" / "workflows" / head.name, _text(head)


def _text(head: Path) -> str:
    name = head.stem
    values = _values()
    last = {**values, "needs": name, "pattern": f"hookops-{name}-${{{{ inputs.org }}}}"}
    jobs = fill_job(f"{name}-job", values)
    made = fill_job(LAST[name], last) if name in LAST else ""
    return fill(head.read_text(encoding="utf-8"), {"jobs": jobs, "last": made})


def _values() -> dict[str, str]:
    org = "${{ inputs.org }}"
    facts = {"HOOKOPS_ORG": "org", "HOOKOPS_ORG_URL": "org-url", "HOOKOPS_LEDGER": "ledger"}
    default = "format('refs/heads/{0}', github.event.repository.default_branch)"
    return {
        **common_values(CiProject((), "")),
        **{job: job for job in ("plan", "apply", "drift")},
        "org": org,
        "token": "HOOKOPS_API_TOKEN",
        "environment": f"hookops-{org}",
        "branch_only": f"if: github.ref == {default}",
        "org_env": "\n".join(f"{k}: ${{{{ inputs.{v} }}}}" for k, v in facts.items()),
        "ledger_env": "HOOKOPS_CREDENTIALS: ${{ secrets.HOOKOPS_CREDENTIALS }}",
        "secrets_env": "HOOKOPS_SECRETS: ${{ secrets.HOOKOPS_SECRETS }}",
        "load": LOAD,
    }
