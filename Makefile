# Two commands do all the set-up: `make demo` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
# What only looks at the project has an environment of its own.
TOOLS = $(VENV)-tools
PIP_INSTALL = install --quiet --disable-pip-version-check
# What makes a site of the documents, too.
SITE = $(VENV)-docs
# A lock is complete: nothing is resolved, and nothing comes in that it has no hash of.
LOCKED = --no-deps --require-hashes -r

.PHONY: demo test thorough recipes promises quick nightly faults mutants lint coverage check proofs bench emulator schemas format structure transcripts release docs
.PHONY: lock wheel sbom audit newest lowest clean

demo: $(READY)  ## plan, apply and drift on an embedded org
	@$(BIN)/hookops demo --no-pause

# Tests that try many cases of one thing, or many programs, or look at the source.
THOROUGH = $(addprefix tests/,campaigns faults promised properties secret_sources security services stores structure test_architecture.py tools windows)

test: $(READY)  ## what each part does, and whole runs, offline; TESTS=path for some
	$(BIN)/pytest -n 2 $(or $(TESTS),-m "not recipe" $(addprefix --ignore=,$(THOROUGH)))

thorough: $(READY)  ## every other test but the recipes: any input, any fault, the promises, the structure
	$(BIN)/pytest -n 2 -m "not recipe" $(THOROUGH)

recipes: $(READY)  ## docs/recipes.md, carried out on copies of the tree
	$(BIN)/pytest -n 2 -m recipe

promises: $(READY)  ## the tests of docs/PROMISES.md, and which promises hold
	@$(BIN)/python tools/promises.py

quick: $(READY)  ## the tests of what has changed, while you work
	@$(BIN)/python tools/quick.py | xargs --no-run-if-empty $(BIN)/pytest -n 2

# The tests of what hookops does with the computer that it runs on.
WITHOUT_POSIX = cli emulator files ledger manifest network okta secrets security/test_read_files.py security/test_written_files.py

nightly: $(READY)  ## laws with many random examples, coverage, the proofs, and every mutant
	@HYPOTHESIS_PROFILE=nightly $(MAKE) --no-print-directory coverage
	@PYTHONPATH=tests $(BIN)/pytest -n 2 -p windows.plugin $(addprefix tests/,$(WITHOUT_POSIX))
	@$(MAKE) --no-print-directory recipes proofs mutants
	@CI=true tests/clients/formats.sh $(abspath $(BIN)/python)
	@CI=true tests/clients/cron.sh $(abspath $(BIN)/python)

faults: $(READY)  ## every fault at every request, and campaigns: docs/FAULTS.md, docs/CAMPAIGNS.md; CELL=... one
	@$(BIN)/python tools/fault_matrix.py $(if $(CELL),--cell $(CELL),--all)
	@$(if $(CELL),,$(BIN)/python tools/fault_campaigns.py --all)

mutants: $(READY)  ## small mistakes that tests must notice; SAMPLE=60 some, ONLY=hookops/ledger a part
	@$(BIN)/python tools/mutants.py --sample $(or $(SAMPLE),0) --seed "$(SEED)" --only "$(ONLY)"

lint: $(READY)  ## format, rules, types, dependencies, derived files, changelog
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/deptry hookops
	$(BIN)/python tools/renew.py --check
	@$(BIN)/towncrier build --draft --version next > /dev/null 2>&1 || $(BIN)/towncrier build --draft --version next

coverage: $(READY)  ## both kinds of tests, and the lines and branches that none reaches
	$(BIN)/pytest -n 2 -m "not recipe" --cov --cov-report=term:skip-covered

check: lint coverage  ## what has to hold before a merge

proofs: $(READY)  ## what tests cannot show: curl, many clients, kill -9, a browser
	@tests/clients/curl_tour.sh $(BIN)/python
	@$(BIN)/python tests/clients/load.py $(BIN)/python
	@$(BIN)/python tests/clients/kill.py $(BIN)/python
	@tests/clients/page_drift.sh $(BIN)/python .hookops/screenshots
	@$(BIN)/python tests/clients/page_reports.py $(BIN)/python .hookops/screenshots

bench: $(READY)  ## ratios to floors measured in the same run
	@$(BIN)/python -m compileall -q hookops
	@$(BIN)/python bench/bench.py
	@$(BIN)/python bench/all_orgs.py

emulator: $(READY)  ## an emulated Okta org on http://127.0.0.1:8787
	@$(BIN)/hookops emulator --data .hookops/local.db

schemas: $(READY)  ## renew what is derived: lists of types, fields of reports, promises, the reference
	$(BIN)/python tools/renew.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(READY): pyproject.toml requirements/ci.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV)"
	@$(BIN)/pip $(PIP_INSTALL) $(LOCKED) requirements/ci.lock
	@$(BIN)/pip $(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $(READY)

$(TOOLS)/.ready: requirements/tools.lock
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	@echo "installing into $(TOOLS)"
	@$(TOOLS)/bin/pip $(PIP_INSTALL) $(LOCKED) requirements/tools.lock
	@touch $(TOOLS)/.ready

transcripts: $(READY)  ## write into documents what their commands print today; FILES=docs/tutorial.md some
	@PYTHONPATH=tests:examples/services $(BIN)/python -m docs.renew $(FILES)

$(SITE)/.ready: requirements/docs.lock
	@test -x $(SITE)/bin/python || $(PYTHON) -m venv $(SITE)
	@echo "installing into $(SITE)"
	@$(SITE)/bin/pip $(PIP_INSTALL) $(LOCKED) requirements/docs.lock
	@touch $(SITE)/.ready

structure: $(READY)  ## files, lines, comments, complexity, knowledge of kinds; AT=REV for an older commit
	@$(BIN)/python tools/structure.py $(if $(AT),--at $(AT))

release: $(READY)  ## VERSION=1.2.3: version, changelog, commit, wheel, sdist, bill of materials, tag; uploads nothing
	@$(BIN)/python tools/supply/release.py "$(VERSION)" $(or $(DIST),dist)

docs: $(SITE)/.ready  ## build/documents/site: the documents as a site; a link that leads nowhere fails
	@$(SITE)/bin/python tools/reference/site.py $(SITE)/bin/zensical

# Releases that are a week old have been looked at by others.
COMPILE = $(TOOLS)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --exclude-newer "7 days"

lock: $(TOOLS)/.ready  ## renew requirements/*.lock: pinned versions, with the hashes of their files
	$(COMPILE) pyproject.toml --extra dev requirements/build.in -o requirements/ci.lock
	$(COMPILE) pyproject.toml --extra aws --extra emulator --extra metrics --extra notify --extra otel --extra postgres --extra report --extra state --extra truststore --extra vault -c requirements/ci.lock -o requirements/runtime.lock
	$(COMPILE) pyproject.toml --extra azure --extra gcp -c requirements/ci.lock -o requirements/clouds.lock
	$(COMPILE) requirements/build.in -c requirements/ci.lock -o requirements/build.lock
	$(COMPILE) requirements/tools.in -o requirements/tools.lock
	$(COMPILE) requirements/docs.in -o requirements/docs.lock

wheel: $(READY)  ## dist/: the wheel, built twice, which must give the same bytes
	@$(BIN)/python tools/supply/reproducible_wheel.py $(or $(DIST),dist)

sbom: $(TOOLS)/.ready  ## dist/hookops.cdx.json: what the container image has, as CycloneDX
	@mkdir -p $(or $(DIST),dist)
	@$(TOOLS)/bin/python -W ignore -m cyclonedx_py requirements requirements/runtime.lock --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o $(or $(DIST),dist)/hookops.cdx.json
	@$(TOOLS)/bin/python tools/supply/bill_version.py $(or $(DIST),dist)/hookops.cdx.json
	@echo "$(or $(DIST),dist)/hookops.cdx.json"

audit: $(TOOLS)/.ready  ## known vulnerabilities of the pinned packages; skipped where their database is out of reach
	@$(TOOLS)/bin/python tools/supply/vulnerabilities.py $(TOOLS)/bin requirements/ci.lock requirements/clouds.lock requirements/runtime.lock requirements/tools.lock requirements/docs.lock

newest:  ## install the newest versions that pyproject.toml admits; then `make test`
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip $(PIP_INSTALL) --upgrade --upgrade-strategy eager -e '.[dev]'
	@touch $(READY)

lowest:  ## install the oldest versions that pyproject.toml admits; then `make test`
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip $(PIP_INSTALL) uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --resolution lowest-direct -e '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) $(TOOLS) $(SITE) .cache .hookops build dist .coverage*
