"""The workflows of GitHub, their own shell, from a pull request to an issue that is closed."""

from ci.repository import KEY, SECRET, Repository

HOOK = "manifests/enrich-access-tokens.yaml"
RULE = "{authorizationServer: default, policy: Default Policy, rule: Default Policy Rule}"
MOVED = "https://staging.example.com/token"


def test_from_pull_request_to_apply(team: Repository) -> None:
    """A plan in a comment, a merge, that plan made with the key, its apply, and nothing left."""
    bob = team.clone("bob")
    team.git(bob, "checkout", "-q", "-b", "feature")
    (bob / HOOK).write_text((bob / HOOK).read_text().replace("value: prod", "value: beta"))
    team.commit(bob)

    reviewed = team.workflow("plan", bob)
    written_by_review = team.writes()
    team.git(team.main, "pull", "-q", str(bob), "feature")
    applied = team.workflow("apply")
    again = team.workflow("apply")

    assert ["success"] * 3 == [job.result for job in reviewed.values()]
    assert [] == written_by_review
    [comment] = team.at_github("comments")
    assert comment["body"].startswith("<!-- hookops plan prod -->\n<!-- hookops:plan:")
    assert "InlineHook/enrich-access-tokens" in comment["body"]
    assert ["success", "success"] == [job.result for job in applied.values()]
    assert "InlineHook/enrich-access-tokens" in applied["plan-prod"].summary
    assert "1 created" in applied["apply-prod"].summary
    [hook] = team.call("GET", "/api/v1/inlineHooks")
    assert [{"key": "X-Environment", "value": "beta"}] == hook["channel"]["config"]["headers"]
    assert ["success", "skipped"] == [job.result for job in again.values()]


def test_each_job_has_its_credentials(team: Repository) -> None:
    """What reads a pull request has a token and no more; what comments has none of Okta.

    No log, summary, comment or artifact has a secret or the key.
    """
    reviewed, applied = team.workflow("plan"), team.workflow("apply")
    drift = team.workflow("drift")
    pin = {"HOOKOPS_INSTALL", "HOOKOPS_ORG", "HOOKOPS_ORG_URL", "HOOKOPS_LEDGER"}
    token, keys = {"HOOKOPS_API_TOKEN"}, {"HOOKOPS_API_TOKEN", "HOOKOPS_FINGERPRINT_KEY"}
    gh = {"GH_TOKEN", "GH_REPO", "HOOKOPS_INSTALL"}

    assert {"HOOKOPS_INSTALL"} == reviewed["validate"].env_seen
    assert pin | token | {"COMMIT"} == reviewed["plan-prod"].env_seen
    assert {*gh, "PULL_REQUEST"} == reviewed["comment"].env_seen
    assert pin | keys | {"HOOKOPS_SECRET_TOKEN_HOOK"} == applied["plan-prod"].env_seen
    assert applied["plan-prod"].env_seen | {"PLANNED_OPTIONS"} == applied["apply-prod"].env_seen
    assert pin | keys == drift["drift-prod"].env_seen
    assert {*gh, "RUN_URL"} == drift["issue"].env_seen
    runs = (*reviewed.values(), *applied.values(), *drift.values())
    files = [path.read_bytes() for path in team.ci.folder.rglob("*") if path.is_file()]
    texts = [text.encode() for job in runs for text in (job.log, job.summary)] + files
    assert [] == [text for text in texts if SECRET.encode() in text or KEY.encode() in text]


def test_one_comment_is_renewed(team: Repository) -> None:
    """A second push replaces the text of the first comment."""
    team.workflow("plan")
    first = team.at_github("comments")
    team.write(HOOK, (team.main / HOOK).read_text().replace("value: prod", "value: other"))
    team.commit()

    team.workflow("plan")

    [comment] = team.at_github("comments")
    assert first[0]["id"] == comment["id"]
    assert comment["body"].endswith("\nOf commit 5f2b0c1.\n")
    assert "other" not in first[0]["body"]
    assert "other" in comment["body"]


def test_a_mistake_is_a_comment(team: Repository) -> None:
    """Where there is no plan, the comment has the errors, as code that they cannot end."""
    team.write(HOOK, (team.main / HOOK).read_text().replace("status: ACTIVE", "st`@team`us: A"))
    team.commit()

    jobs = team.workflow("plan")

    assert ["failure", "failure", "success"] == [job.result for job in jobs.values()]
    [comment] = team.at_github("comments")
    lines = comment["body"].splitlines()
    assert "### No plan for `prod`: hookops ended with 3" == lines[1]
    assert all(line.startswith("    ") for line in lines[3:-2])
    assert "st`@team`us" in comment["body"]


def test_forks_get_no_credential(team: Repository) -> None:
    """Of a fork, and of Dependabot, only what needs no credential runs."""
    fork = {"number": 7, "head": {"repo": {"full_name": "eve/hooks"}}, "user": {"login": "eve"}}
    bot = {
        **fork,
        "head": {"repo": {"full_name": "acme/hooks"}},
        "user": {"login": "dependabot[bot]"},
    }

    runs = [team.workflow("plan", github={"event": {"pull_request": one}}) for one in (fork, bot)]

    assert [["success", "skipped", "skipped"]] * 2 == [[j.result for j in r.values()] for r in runs]


def test_old_branch_shows_no_false_drift(team: Repository) -> None:
    """Two clones share the ledger: a branch from before an apply sees what was applied."""
    bob = team.clone("bob")
    team.workflow("apply")
    team.git(bob, "checkout", "-q", "-b", "old")

    team.workflow("plan", bob)

    [comment] = team.at_github("comments")
    assert "No changes" in comment["body"]
    assert "edited in Okta" not in comment["body"]


def test_drift_opens_renews_and_closes_an_issue(team: Repository) -> None:
    """One issue for one organization, as long as it lasts."""
    team.workflow("apply")
    quiet = team.workflow("drift")
    team.edit(MOVED)
    team.workflow("drift")
    first = team.at_github("issues")[0]
    team.edit("https://other.example.com/token")
    team.workflow("drift")
    renewed = team.at_github("issues")
    team.write(HOOK, (team.main / HOOK).read_text())
    team.workflow("apply")

    team.workflow("drift")

    assert ["success", "success"] == [job.result for job in quiet.values()]
    assert "Drift in prod" == first["title"]
    assert MOVED in first["body"]
    assert [first["number"]] == [issue["number"] for issue in renewed]
    assert "other.example.com" in renewed[0]["body"]
    [closed] = team.at_github("issues")
    assert "closed" == closed["state"]
    assert "In order again: https://github.com/acme/hooks/actions/runs/42" == closed["closing"]


def test_unknown_is_no_order(team: Repository) -> None:
    """A drift job that cannot read Okta fails, and leaves the open issue as it is."""
    team.workflow("apply")
    team.edit(MOVED)
    team.workflow("drift")
    before = team.at_github("issues")
    team.ci.environments["hookops-prod-plan"]["HOOKOPS_API_TOKEN"] = "wrong"

    jobs = team.workflow("drift")

    assert "failure" == jobs["drift-prod"].result
    assert before == team.at_github("issues")


def test_what_cannot_be_read_is_an_issue(team: Repository) -> None:
    """The report says what nobody knows; the job fails, and closes no issue."""
    team.write(HOOK, f"{(team.main / HOOK).read_text()}  bindings: [{RULE}]\n")
    team.commit()
    team.workflow("apply")
    fault = {"match": {"path": "/api/v1/authorizationServers"}, "action": {"error": "E0000006"}}
    team.call("POST", "/_emulator/faults", fault)

    jobs = [team.workflow("drift") for _ in "ab"][-1]

    assert ["failure", "success"] == [job.result for job in jobs.values()]
    [issue] = team.at_github("issues")
    assert "open" == issue["state"]
    assert "it could not read 1 binding" in issue["body"]


def test_options_of_one_run(team: Repository) -> None:
    """Somebody who may start the workflow gives options; those of other purposes are refused."""
    team.workflow("apply")
    (team.main / HOOK).unlink()
    team.write(
        "manifests/key.yaml", "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: k}\n"
    )
    team.commit()

    kept = team.workflow("apply")
    refused = [
        team.workflow("apply", inputs={"options": words})
        for words in (
            "--out /tmp/x",
            "--config=evil.yaml",
            "--yes",
            "--verify-url a=https://b.example",
        )
    ]
    left = len(team.call("GET", "/api/v1/inlineHooks"))
    pruned = team.workflow("apply", inputs={"options": "--prune --max-delete 1"})

    assert "success" == kept["apply-prod"].result
    assert ["failure"] * 4 == [jobs["plan-prod"].result for jobs in refused]
    assert 1 == left
    assert "success" == pruned["apply-prod"].result
    assert [] == team.call("GET", "/api/v1/inlineHooks")


def test_other_branches_apply_nothing(team: Repository) -> None:
    """Started by hand on another branch, neither workflow does anything."""
    elsewhere = {"ref": "refs/heads/feature"}

    apply, drift = (team.workflow(name, github=elsewhere) for name in ("apply", "drift"))

    assert {"skipped"} == {apply[n].result for n in apply} | {drift["drift-prod"].result}
