#!/usr/bin/env bash
# The reports for CI systems, read by programs that others wrote: `formats.sh PYTHON`, where PYTHON
# belongs to an environment that has hookops[emulator]. Needs the package index and npm; leaves
# nothing behind.
#
# SARIF: Microsoft's multitool with its rules for the standard and for GitHub. JUnit: junitparser.
set -euo pipefail

python=${1:?usage: formats.sh PYTHON}
here=$(cd "$(dirname "$0")" && pwd)
multitool="@microsoft/sarif-multitool@5.7.0"
junitparser="junitparser==5.0.3"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/project" "$work/reports"

hookops() { (cd "$work/project" && "$python" -m hookops "$@"); }
# A report is wanted whatever the exit code says of its content; a bug is 1.
report() {
  local name=$1 code=0
  shift
  hookops "$@" > "$work/reports/$name" 2> "$work/errors.txt" || code=$?
  if [ "$code" = 1 ] || [ ! -s "$work/reports/$name" ]; then cat "$work/errors.txt"; exit 1; fi
}

# A plan with a guard error, drift, and manifests with mistakes.
export HOOKOPS_SECRET_TOKEN_HOOK="a-value-for-this-test"
hookops init > /dev/null
report plan.sarif plan --format sarif
hookops apply --yes > /dev/null 2>&1
"$python" "$here/edit_console.py" "$work/project"
report drift.sarif drift --format sarif
report drift.xml drift --format junit
# Another hook in its place, so that the plan would delete this one.
sed -i 's/enrich-access-tokens/other/; s/Enrich access/Other/' "$work/project"/manifests/*.yaml
report refused.sarif plan --prune --max-delete 0 --format sarif
report valid.sarif validate --format sarif
report valid.xml validate --format junit
cp "$here/mistakes.yaml" "$work/project/manifests/[a] {0} %41.yaml"
report validate.sarif validate --format sarif
report validate.xml validate --format junit

npm install --silent --no-audit --no-fund --prefix "$work/npm" "$multitool"
for sarif in "$work"/reports/*.sarif; do
  # Quoted twice: npm's wrapper gives its words to a shell again.
  # A warning of the multitool is a report that GitHub shows badly; notes are about taste.
  "$work/npm/node_modules/.bin/sarif-multitool" validate "$sarif" \
    --rule-kind "'Sarif;Ghas'" --level "'Error;Warning'" --kind Fail \
    --output "$work/verdict.sarif" --log ForceOverwrite > "$work/multitool.txt" 2>&1 || {
    cat "$work/multitool.txt"
    exit 1
  }
  "$python" "$here/formats.py" sarif "$work/verdict.sarif" "$sarif"
done

"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$junitparser"
"$work/venv/bin/python" "$here/formats.py" junit "$work"/reports/*.xml
