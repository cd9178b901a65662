#!/usr/bin/env bash
# A change in a real browser is drift: `page_drift.sh PYTHON [FOLDER]`, where PYTHON belongs to an
# environment that has hookops[emulator]. Needs Chromium and its driver, and is skipped without
# them. Screenshots of the page, in light and dark, are left in FOLDER.
set -euo pipefail

python=${1:?usage: page_drift.sh PYTHON [FOLDER]}
here=$(cd "$(dirname "$0")" && pwd)
for program in chromium chromedriver; do
  if ! command -v "$program" > /dev/null; then
    echo "skipped: $program is missing"
    exit 0
  fi
done
if [ -n "${2:-}" ]; then
  mkdir -p "$2"
  shots=$(cd "$2" && pwd)
fi

work=$(mktemp -d)
children=()
finish() {
  for child in "${children[@]}"; do
    kill "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT
shots=${shots:-$work/shots}
mkdir -p "$shots"

# What follows `$2` in the output of a program, once it is there.
told() {
  local found
  for _ in $(seq 150); do
    found=$(sed -n "s/^.*$2//p" "$1" | head -n 1)
    if [ -n "$found" ]; then
      echo "$found"
      return
    fi
    sleep 0.1
  done
  echo "did not start: $(cat "$1")" >&2
  return 1
}

export HOOKOPS_API_TOKEN="page"
export HOOKOPS_SECRET_TOKEN_HOOK="s3cret-4711"
"$python" -m hookops emulator --port 0 --token "$HOOKOPS_API_TOKEN" \
  --switch service_addresses=loopback > "$work/emulator.txt" 2>&1 &
children+=($!)
url=$(told "$work/emulator.txt" "ready at ")
chromedriver --port=0 > "$work/driver.txt" 2>&1 &
children+=($!)
port=$(told "$work/driver.txt" "successfully on port " | tr -d .)

mkdir "$work/project"
cd "$work/project"
"$python" -m hookops init > /dev/null
cat > hookops.yaml <<YAML
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local:
      url: $url
      ledger: .hookops/ledger.json
YAML

drift() {
  local code=0
  "$python" -m hookops drift > "$work/drift.txt" 2>&1 || code=$?
  echo "$code"
}
expect() {
  if [ "$2" != "$3" ]; then
    echo "FAILED $1: exit code $2 instead of $3"
    cat "$work/drift.txt"
    exit 1
  fi
  echo "$1: exit code $2"
}

"$python" -m hookops apply --yes > "$work/apply.txt" 2>&1 || {
  cat "$work/apply.txt"
  exit 1
}
echo "hookops apply: done"
expect "hookops drift before" "$(drift)" 0
"$python" "$here/page_drift.py" "http://127.0.0.1:$port" "$url" "$shots"
expect "hookops drift after" "$(drift)" 2
change='channel.config.uri: .* -> "http://127.0.0.1:[0-9]*/changed"'
if ! grep -q "$change" "$work/drift.txt"; then
  echo "FAILED: drift does not say what changed"
  cat "$work/drift.txt"
  exit 1
fi
grep "$change" "$work/drift.txt" | sed 's/^ *//'
