# For the scripts that start servers of others on free ports of this computer: they set `python`,
# source this, and get the folder `work`, which goes with them, as what they have `started` does.
work=$(mktemp -d)
started=()
stop() {
  for pid in "${started[@]}"; do { kill -9 "$pid" && wait "$pid"; } 2> /dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# missing WHAT TESTS: they are left out, but not by CI.
missing() {
  echo "-- $1 is missing: $2 left out"
  if [ "${CI:-}" = true ]; then exit 1; fi
}

# await PORT LOG: until the port answers; a server that is not there after 40 s does not come, and
# its log says why.
await() {
  for _ in $(seq 200); do
    if (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then return; fi
    sleep 0.2
  done
  echo "nothing answers on port $1"
  grep -m 3 '^F' "$2" || tail -n 20 "$2"
  exit 1
}

# debian PROGRAM PACKAGE...: installs packages that have it, where that can be done. One script at a
# time: apt does not wait for another to end.
debian() {
  if command -v "$1" > /dev/null || [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then return; fi
  echo "-- installing ${*:2}"
  (
    flock 9
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}"
  ) 9> "${TMPDIR:-/tmp}/hookops-tests-apt.lock" > "$work/apt.log" 2>&1 || tail -n 5 "$work/apt.log"
}
