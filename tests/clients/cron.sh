#!/usr/bin/env bash
# The drift cron against what others wrote: a real Prometheus pushgateway (Debian's package), which
# is read back; kustomize and Kubernetes' own schemas for deploy/cron/kubernetes; systemd for the units.
# usage: tests/clients/cron.sh PYTHON, of an environment with hookops' extras and pytest.
# With CI=true nothing is left out.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
python=$(command -v "${1:?usage: cron.sh PYTHON}")
python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
kubernetes_validate=kubernetes-validate==1.37.0
kustomize=sigs.k8s.io/kustomize/kustomize/v5@v5.8.2

. "$here/tests/servers.sh"

pushgateway() {
  # Debian starts one of its own on port 9091 where there is systemd; this test does not use it.
  debian prometheus-pushgateway prometheus-pushgateway
  if ! command -v prometheus-pushgateway > /dev/null; then missing prometheus-pushgateway "the pushgateway is" && return; fi
  local port
  port=$(free_port)
  prometheus-pushgateway --web.listen-address="127.0.0.1:$port" > "$work/gateway.log" 2>&1 &
  started+=($!)
  await "$port" "$work/gateway.log"
  (cd "$here" && HOOKOPS_TEST_PUSHGATEWAY=http://127.0.0.1:$port \
    "$python" -m pytest -q -p no:xdist tests/cli/test_metrics.py tests/ci/test_whole_way.py -k "real_pushgateway or quiet_night") || { tail -n 20 "$work/gateway.log"; exit 1; }
}

build() {
  if command -v kubectl > /dev/null; then kubectl kustomize "$1"; else "$work/bin/kustomize" build "$1"; fi
}
kubernetes() {
  if ! command -v kubectl > /dev/null; then
    if ! command -v go > /dev/null; then missing "kubectl, or go" "kustomize is" && return; fi
    echo "-- building $kustomize"
    GOBIN="$work/bin" go install "$kustomize"
  fi
  echo "-- installing $kubernetes_validate"
  "$python" -m venv "$work/validate"
  "$work/validate/bin/pip" install --quiet --disable-pip-version-check "$kubernetes_validate"
  for folder in deploy/cron/kubernetes/base deploy/cron/kubernetes/example; do
    build "$here/$folder" > "$work/built.yaml"
    "$work/validate/bin/kubernetes-validate" --strict "$work/built.yaml" > "$work/validate.txt" 2>&1 || { cat "$work/validate.txt"; exit 1; }
    echo "-- $folder: $(grep -c '^kind:' "$work/built.yaml") objects as Kubernetes describes them"
  done
  # A wrong field must be seen, or the check above proves nothing.
  sed 's/concurrencyPolicy: Forbid/concurrencyPolicies: Forbid/' "$work/built.yaml" > "$work/wrong.yaml"
  if "$work/validate/bin/kubernetes-validate" --strict "$work/wrong.yaml" > /dev/null 2>&1; then
    echo "kubernetes-validate takes any field"
    exit 1
  fi
}

units() {
  debian systemd-analyze systemd
  if ! command -v systemd-analyze > /dev/null; then missing systemd "the check of the units is" && return; fi
  mkdir "$work/units"
  for unit in service timer; do
    # It looks for the program, which is not installed here.
    sed "s|^ExecStart=/opt/hookops/bin/hookops|ExecStart=$python -m hookops|; s|^User=.*|User=daemon|; /^EnvironmentFile=/d" \
      "$here/deploy/cron/systemd/hookops-drift@.$unit" > "$work/units/hookops-drift@.$unit"
  done
  systemd-analyze verify --man=no "$work/units/hookops-drift@.service" "$work/units/hookops-drift@.timer" 2> "$work/units.txt" || true
  # Of others' units of this computer it complains as well.
  if grep hookops "$work/units.txt"; then exit 1; fi
  echo "-- systemd takes both units"
}

pushgateway
kubernetes
units
