"""From a branch to a quiet night: two clones, the jobs of CI, one ledger, an org, a gateway."""

import os
import urllib.request
from pathlib import Path

from ci.programs import hookops
from ci.repository import KEY, Repository
from cli.listener import Listener, listening
from prometheus_client.parser import text_string_to_metric_families

HOOK = "manifests/enrich-access-tokens.yaml"
MOVED = "https://staging.example.com/token"


def test_from_a_branch_to_a_quiet_night(team: Repository) -> None:
    """Reviewed, merged, applied; an edit in the console is reported once, counted, and undone."""
    bob = team.clone("bob")
    team.git(bob, "checkout", "-q", "-b", "feature")
    (bob / HOOK).write_text((bob / HOOK).read_text().replace("value: prod", "value: beta"))
    team.commit(bob)
    with listening() as chat, listening() as fake:
        gateway = os.environ.get("HOOKOPS_TEST_PUSHGATEWAY", fake.url)
        night = Night(team, bob, chat.url, gateway)

        team.workflow("plan", bob)
        [comment] = team.at_github("comments")
        unchanged = team.writes()
        team.git(team.main, "pull", "-q", str(bob), "feature")
        applied = team.workflow("apply")
        quiet = night.drift()
        team.edit(MOVED)
        nights = [night.drift(), night.drift()]
        counted = night.changed(fake)
        team.workflow("apply")
        over = night.drift()

        assert "InlineHook/enrich-access-tokens" in comment["body"]
        assert [] == unchanged
        assert "1 created" in applied["apply-prod"].summary
        assert [0, 2, 2, 0] == [quiet, *nights, over]
        # The second night of the same drift is silent.
        began, ended = chat.notified
        assert ("Drift in prod", "Drift in prod is over") == (began["title"], ended["title"])
        # Values of an org stay in the report; a chat gets their fields and who changed them.
        assert "channel.config.uri, by Okta Administrator (admin@example.com)" in began["message"]
        assert 1.0 == counted
        assert 0.0 == night.changed(fake)


class Night:
    """The cron job of another clone than the one that applied; its ledger is that of the jobs."""

    def __init__(self, team: Repository, clone: Path, chat: str, gateway: str) -> None:
        self._clone, self._gateway = clone, gateway
        self._env = {
            "HOOKOPS_API_TOKEN": "t0ken",
            "HOOKOPS_FINGERPRINT_KEY": KEY,
            "HOOKOPS_LEDGER": f"{team.folder}/ledger/prod.json",
            "HOOKOPS_NOTIFY": chat.replace("http://", "json://"),
        }

    def drift(self) -> int:
        """The exit code of one night."""
        code, _, _ = hookops(["drift", "--push", self._gateway], self._clone, self._env)
        return code

    def changed(self, fake: Listener) -> float:
        """How many hooks the gateway says are changed."""
        text = fake.requests[-1][2] if fake.requests else _read(f"{self._gateway}/metrics")
        [value] = [
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "hookops_drift_resources"
            and ("prod", "changed") == (sample.labels["org"], sample.labels["action"])
        ]
        return float(value)


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
    return text
