#!/usr/bin/env bash
# A token hook from its first day to its last, with curl alone: `curl_tour.sh PYTHON`, where PYTHON
# belongs to an environment that has hookops[emulator]. Prints the status of each answer, and ends
# with an error at the first one that is not the expected one. Leaves nothing behind.
set -euo pipefail

python=${1:?usage: curl_tour.sh PYTHON}
token="curl"
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

# The hook's service: it wants its secret, and adds one claim.
cat > "$work/service.py" <<'PYTHON'
import json
from http.server import BaseHTTPRequestHandler, HTTPServer

CLAIM = {"op": "add", "path": "/claims/tier", "value": "gold"}
ANSWER = {"commands": [{"type": "com.okta.access.patch", "value": [CLAIM]}]}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        known = self.headers["Authorization"] == "s3cret"
        body = json.dumps(ANSWER).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nothing is written."""


server = HTTPServer(("127.0.0.1", 0), Service)
print(f"ready at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
PYTHON

# The address that the last line of a program's output tells.
address() {
  local found
  for _ in $(seq 100); do
    found=$(sed -n 's/^ready at //p' "$1")
    if [ -n "$found" ]; then
      echo "$found"
      return
    fi
    sleep 0.1
  done
  echo "did not start: $(cat "$1")" >&2
  return 1
}

# One member of the JSON on stdin, as a Python expression of `it`.
member() {
  "$python" -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"
}

answer="$work/answer.json"
# call STEP STATUS METHOD PATH [BODY]: the answer's body is left in $answer.
call() {
  local given=() status
  if [ $# -gt 4 ]; then
    given=(--header "Content-Type: application/json" --data "$5")
  elif [ "$3" = POST ] || [ "$3" = PUT ]; then
    given=(--header "Content-Length: 0")
  fi
  status=$(curl --silent --show-error --max-time 20 --request "$3" \
    --header "Authorization: SSWS $token" --header "Accept: application/json" "${given[@]}" \
    --output "$answer" --write-out '%{http_code}' "$url$4")
  printf '%s %-6s %s\n' "$status" "$3" "$1"
  if [ "$status" != "$2" ]; then
    echo "FAILED: $2 was expected"
    cat "$answer"
    exit 1
  fi
}

# holds TEXT EXPRESSION: the last answer is as it says.
holds() {
  if [ "$(member "$2" < "$answer")" != True ]; then
    echo "FAILED: $1"
    cat "$answer"
    exit 1
  fi
  echo "    $1"
}

"$python" "$work/service.py" > "$work/service.txt" 2>&1 &
children+=($!)
"$python" -m hookops emulator --port 0 --token "$token" --switch service_addresses=loopback \
  > "$work/emulator.txt" 2>&1 &
children+=($!)
service=$(address "$work/service.txt")
url=$(address "$work/emulator.txt")

hooks="/api/v1/inlineHooks"
scheme='{"type": "HEADER", "key": "Authorization", "value": "s3cret"}'
config="{\"uri\": \"$service/token\", \"method\": \"POST\", \"authScheme\": $scheme}"
channel="{\"type\": \"HTTP\", \"version\": \"1.0.0\", \"config\": $config}"
type="com.okta.oauth2.tokens.transform"

call "the hook is registered" 200 POST "$hooks" \
  "{\"name\": \"curl\", \"type\": \"$type\", \"version\": \"1.0.1\", \"channel\": $channel}"
hook=$(member 'it["id"]' < "$answer")
holds "no answer shows its secret" '"s3cret" not in json.dumps(it)'
call "it is deactivated" 200 POST "$hooks/$hook/lifecycle/deactivate"
call "an inactive hook is not executed" 400 POST "$hooks/$hook/execute" '{}'
call "it is activated" 200 POST "$hooks/$hook/lifecycle/activate"
holds "it is ACTIVE" 'it["status"] == "ACTIVE"'

call "authorization servers" 200 GET "/api/v1/authorizationServers"
server=$(member '[s["id"] for s in it if s["name"] == "default"][0]' < "$answer")
policies="/api/v1/authorizationServers/$server/policies"
call "its policies" 200 GET "$policies"
rules="$policies/$(member 'it[0]["id"]' < "$answer")/rules"
call "the policy's rules" 200 GET "$rules"
rule="$rules/$(member '[r["id"] for r in it if r["name"] == "Default Policy Rule"][0]' < "$answer")"
call "the Default Policy Rule" 200 GET "$rule"
cp "$answer" "$work/rule.json"
bound="it['actions']['token'].update(inlineHook={'id': '$hook'}) or json.dumps(it)"
call "the hook is bound to it" 200 PUT "$rule" "$(member "$bound" < "$work/rule.json")"
call "the rule again" 200 GET "$rule"
holds "it names the hook" "it['actions']['token']['inlineHook'] == {'id': '$hook'}"

payload="{\"eventType\": \"$type\", \"data\": {\"context\": {}, \"access\": {\"claims\": {}}}}"
call "the hook is executed" 200 POST "$hooks/$hook/execute" "$payload"
holds "its service added a claim" 'it["commands"][0]["value"][0]["value"] == "gold"'
call "the System Log" 200 GET "/api/v1/logs?limit=100"
kinds='[e["eventType"] for e in it]'
holds "it has the registration" "any(k.startswith('inline_hook') and k.endswith('created') for k in $kinds)"
holds "it has the execution" "'inline_hook.response.processed' in $kinds"
holds "it has no secret" '"s3cret" not in json.dumps(it)'

call "an active hook is not deleted" 400 DELETE "$hooks/$hook"
holds "the error is E0000001" 'it["errorCode"] == "E0000001"'
call "it is unbound" 200 PUT "$rule" "$(cat "$work/rule.json")"
holds "the rule names no hook" '"inlineHook" not in it["actions"]["token"]'
call "it is deactivated" 200 POST "$hooks/$hook/lifecycle/deactivate"
call "it is deleted" 204 DELETE "$hooks/$hook"
call "it is gone" 404 GET "$hooks/$hook"
echo "curl: every answer was the expected one"
