"""What deploy/cron promises; tests/clients/cron.sh has Kubernetes and systemd judge its shape."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CRON = ROOT / "deploy" / "cron"
JOB = yaml.safe_load((CRON / "kubernetes/base/cron-job.yaml").read_text())["spec"]
SERVICE = (CRON / "systemd/hookops-drift@.service").read_text()


def test_one_run_at_a_time():
    """Two would notify twice."""
    assert "Forbid" == JOB["concurrencyPolicy"]


def test_what_is_run_again():
    """Drift is not repeated, and nor is what no repetition changes; 9 may pass by itself."""
    job = JOB["jobTemplate"]["spec"]
    (rule,) = [r for r in job["podFailurePolicy"]["rules"] if r["action"] == "FailJob"]

    assert {1, 2, 3, 4, 5} == set(rule["onExitCodes"]["values"])
    assert "Never" == job["template"]["spec"]["restartPolicy"]
    assert rule["onExitCodes"]["containerName"] == _container()["name"]
    assert "SuccessExitStatus=2\n" in SERVICE


def test_what_was_reported_lasts():
    """The folder of it is one that is there in the next night."""
    (mount,) = [m for m in _container()["volumeMounts"] if m["name"] == "state"]

    assert {"name": "HOOKOPS_NOTIFY_STATE", "value": mount["mountPath"]} in _container()["env"]
    assert "StateDirectory=hookops\n" in SERVICE
    assert "Environment=HOOKOPS_NOTIFY_STATE=%S/hookops\n" in SERVICE


def test_a_pod_can_little():
    """No root, no token of the cluster, no writes but to its volumes."""
    pod, own = JOB["jobTemplate"]["spec"]["template"]["spec"], _container()["securityContext"]

    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert own["readOnlyRootFilesystem"]
    assert {"drop": ["ALL"]} == own["capabilities"]


@pytest.mark.parametrize("path", sorted(p for p in CRON.rglob("*") if p.is_file()), ids=str)
def test_variables_are_known(path):
    """A variable that hookops does not read would be without effect, and nobody would know."""
    source = "".join(file.read_text() for file in (ROOT / "hookops").rglob("*.py"))
    named = set(re.findall(r"HOOKOPS_[A-Z_]+", path.read_text()))

    assert set() == {name for name in named if name not in source and "SECRET" not in name}


def test_the_example_is_a_project():
    """It is valid as it stands."""
    done = subprocess.run(
        [sys.executable, "-m", "hookops", "validate"],
        cwd=CRON / "kubernetes/example",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "1 hook and 2 bindings valid\n") == (done.returncode, done.stdout)


def _container():
    (found,) = JOB["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    return found
