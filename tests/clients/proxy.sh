#!/usr/bin/env bash
# Plans and applies through a real forward proxy, Debian's tinyproxy, to an org behind TLS on port 443.
# usage: tests/clients/proxy.sh PYTHON, of an environment with hookops' extras and pytest.
# With CI=true nothing is left out.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:?usage: proxy.sh PYTHON}
work=$(mktemp -d)
proxy=""
stop() {
  if [ -n "$proxy" ]; then { kill "$proxy" && wait "$proxy"; } 2> /dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

if ! command -v tinyproxy > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo "-- installing tinyproxy and libnss-wrapper"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tinyproxy libnss-wrapper > /dev/null 2>&1 || true
fi
wrapper=$(ls /usr/lib/*/libnss_wrapper.so 2> /dev/null | head -n 1)
if ! command -v tinyproxy > /dev/null || [ -z "$wrapper" ] || [ "$(id -u)" != 0 ]; then
  echo "-- tinyproxy, libnss-wrapper or the right to listen on port 443 is missing: the proxy is left out"
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
fi

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Both know the org's name, so that hookops can go there directly.
echo "127.0.0.1 org.acme.example" > "$work/hosts"
export NSS_WRAPPER_HOSTS="$work/hosts"
printf 'Port %s\nListen 127.0.0.1\nTimeout 60\nMaxClients 50\nDefaultErrorFile "/dev/null"\n' "$port" > "$work/tinyproxy.conf"
LD_PRELOAD=$wrapper tinyproxy -d -c "$work/tinyproxy.conf" > "$work/proxy.log" 2>&1 &
proxy=$!
for _ in $(seq 100); do
  if (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.1
done
(cd "$here" && LD_PRELOAD=$wrapper HOOKOPS_TEST_PROXY=127.0.0.1:$port \
  "$python" -m pytest -q -p no:xdist tests/cli/test_proxy.py) || { tail -n 20 "$work/proxy.log"; exit 1; }
echo "-- tunnels of tinyproxy: $(grep -c 'CONNECT org.acme.example:443' "$work/proxy.log")"
