#!/usr/bin/env bash
# Plans and applies through a real forward proxy, Debian's tinyproxy, to an org behind TLS on port 443.
# usage: tests/clients/proxy.sh PYTHON, of an environment with hookops' extras and pytest.
# With CI=true nothing is left out.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:?usage: proxy.sh PYTHON}
. "$here/tests/servers.sh"

debian tinyproxy tinyproxy libnss-wrapper
wrapper=$(ls /usr/lib/*/libnss_wrapper.so 2> /dev/null | head -n 1 || true)
if ! command -v tinyproxy > /dev/null || [ -z "$wrapper" ] || [ "$(id -u)" != 0 ]; then
  missing "tinyproxy, libnss-wrapper or the right to listen on port 443" "the proxy is"
  exit 0
fi

port=$(free_port)
# Both know the org's name, so that hookops can go there directly.
echo "127.0.0.1 org.acme.example" > "$work/hosts"
export NSS_WRAPPER_HOSTS="$work/hosts"
printf 'Port %s\nListen 127.0.0.1\nTimeout 60\nMaxClients 50\nDefaultErrorFile "/dev/null"\n' "$port" > "$work/tinyproxy.conf"
LD_PRELOAD=$wrapper tinyproxy -d -c "$work/tinyproxy.conf" > "$work/proxy.log" 2>&1 &
started+=($!)
await "$port" "$work/proxy.log"
(cd "$here" && LD_PRELOAD=$wrapper HOOKOPS_TEST_PROXY=127.0.0.1:$port \
  "$python" -m pytest -q -p no:xdist tests/cli/test_proxy.py) || { tail -n 20 "$work/proxy.log"; exit 1; }
echo "-- tunnels of tinyproxy: $(grep -c 'CONNECT org.acme.example:443' "$work/proxy.log")"
