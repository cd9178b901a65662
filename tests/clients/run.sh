#!/usr/bin/env bash
# Okta's own SDKs, unmodified, against the emulator: `run.sh PYTHON`, where PYTHON belongs to an
# environment that has hookops[emulator]. Needs the package index and npm; leaves nothing behind,
# but for Go's own caches, without which its SDK is built for a minute each time.
# With `run.sh PYTHON go`, only Go's SDK is tried; with `schema`, the API's published description;
# with `files`, what editors and kustomize make of manifests and overlays.
set -euo pipefail

python=${1:?usage: run.sh PYTHON [sdks|go|schema|files]}
part=${2:-all}
here=$(cd "$(dirname "$0")" && pwd)
token="tour"
okta_3="okta==3.4.6"
okta_2="okta==2.9.13"
okta_node="@okta/okta-sdk-nodejs@8.1.0"
schemathesis="schemathesis==4.32.5"
# 2.x needs a newer Node; 5.8.3 a newer Go.
language_server="yaml-language-server@1.25.0"
kustomize="sigs.k8s.io/kustomize/kustomize/v5@v5.8.2"

work=$(mktemp -d)
emulator=""
stop() {
  if [ -n "$emulator" ]; then
    kill "$emulator" 2>/dev/null || true
    wait "$emulator" 2>/dev/null || true
    emulator=""
  fi
}
trap 'stop; rm -rf "$work"' EXIT

# A fresh emulator for each client, so that none sees what another left.
start() {
  : > "$work/emulator.txt"
  "$python" -m hookops emulator --port 0 --token "$token" "$@" > "$work/emulator.txt" 2>&1 &
  emulator=$!
  for _ in $(seq 100); do
    url=$(sed -n 's/^ready at //p' "$work/emulator.txt")
    if [ -n "$url" ]; then return; fi
    sleep 0.1
  done
  echo "the emulator did not start:"
  cat "$work/emulator.txt"
  exit 1
}

venv() {
  "$python" -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --disable-pip-version-check "$2"
}

# The tour's lines are shown only when it fails; its last one always.
tour() {
  start
  if (cd "$work" && "$@" "$url" "$token") > "$work/tour.txt" 2>&1; then
    tail -n 1 "$work/tour.txt"
  else
    cat "$work/tour.txt"
    echo "a client found a surprise"
    exit 1
  fi
  stop
}

sdks() {
  export OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true
  echo "-- installing $okta_3 and $okta_2"
  venv okta3 "$okta_3"
  venv okta2 "$okta_2"
  tour "$work/okta3/bin/python" "$here/python_tour.py"
  tour "$work/okta2/bin/python" "$here/python_tour_2.py"
  if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo "-- node or npm is missing: the Node SDK is not tried"
    if [ "${CI:-}" = true ]; then exit 1; fi
    return
  fi
  echo "-- installing $okta_node"
  echo '{"private": true}' > "$work/package.json"
  (cd "$work" && npm install --silent --no-audit --no-fund "$okta_node")
  tour node "$here/node_tour.mjs"
}

# Version and checksums of Go's SDK are in go_tour/go.mod and go.sum. Go's caches are where the user
# has them, as those of pip and npm are.
golang() {
  if ! command -v go > /dev/null; then
    echo "-- go is missing: the Go SDK is not tried"
    return
  fi
  echo "-- building the tour of okta-sdk-golang"
  local started=$SECONDS
  (cd "$here/go_tour" && go build -o "$work/go_tour" .)
  tour "$work/go_tour"
  echo "-- the Go SDK took $((SECONDS - started)) s"
}

schema() {
  echo "-- installing $schemathesis"
  venv schema "$schemathesis"
  start
  (cd "$work" && "$work/schema/bin/python" "$here/schema_run.py" "$url" "$token")
  stop
}

files() {
  if command -v npm > /dev/null; then
    echo "-- installing $language_server"
    mkdir "$work/editor"
    echo '{"private": true}' > "$work/editor/package.json"
    (cd "$work/editor" && npm install --silent --no-audit --no-fund "$language_server")
    "$python" "$here/editor.py" "$work/editor/node_modules/.bin/yaml-language-server"
  else
    echo "-- npm is missing: no editor reads the schemas"
    if [ "${CI:-}" = true ]; then exit 1; fi
  fi
  if command -v go > /dev/null; then
    echo "-- building $kustomize"
    GOBIN="$work/bin" go install "$kustomize"
    "$python" "$here/kustomize.py" "$work/bin/kustomize"
  else
    echo "-- go is missing: kustomize is not tried"
  fi
}

case $part in
  sdks) sdks ;;
  go) golang ;;
  schema) schema ;;
  files) files ;;
  all)
    sdks
    golang
    schema
    files
    ;;
  *)
    echo "no such part: $part"
    exit 2
    ;;
esac
