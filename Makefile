# Two commands do all the set-up: `make demo` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test recipes promises quick nightly faults mutants lint check proofs bench emulator schemas format structure changelog lowest clean

demo: $(READY)  ## plan, apply and drift on an embedded org
	@$(BIN)/python examples/demo.py

test: $(READY)  ## every test but the recipes, offline; TESTS=path for some; COVERAGE=1 for what none reaches
	$(BIN)/pytest -n 2 $(if $(TESTS),$(TESTS),-m "not recipe") $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

recipes: $(READY)  ## docs/recipes.md, carried out on copies of the tree
	$(BIN)/pytest -n 2 -m recipe

promises: $(READY)  ## the tests of docs/PROMISES.md, and which promises hold
	@$(BIN)/python tools/promises.py

quick: $(READY)  ## the tests of what has changed, while you work
	@$(BIN)/python tools/quick.py | xargs --no-run-if-empty $(BIN)/pytest -n 2

nightly: $(READY)  ## laws with many random examples, coverage, the proofs, and every mutant
	@HYPOTHESIS_PROFILE=nightly $(MAKE) --no-print-directory test COVERAGE=1
	@$(MAKE) --no-print-directory recipes proofs mutants

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

check: lint  ## what has to hold before a merge
	@$(MAKE) --no-print-directory test COVERAGE=1

proofs: $(READY)  ## what tests cannot show: curl, many clients, kill -9, a browser
	@tests/clients/curl_tour.sh $(BIN)/python
	@$(BIN)/python tests/clients/load.py $(BIN)/python
	@$(BIN)/python tests/clients/kill.py $(BIN)/python
	@tests/clients/page_drift.sh $(BIN)/python .hookops/screenshots
	@$(BIN)/python tests/clients/page_usage.py $(BIN)/python .hookops/screenshots

bench: $(READY)  ## ratios to floors measured in the same run
	@$(BIN)/python -m compileall -q hookops
	@$(BIN)/python bench/bench.py

emulator: $(READY)  ## an emulated Okta org on http://127.0.0.1:8787
	@$(BIN)/hookops emulator --data .hookops/local.db

schemas: $(READY)  ## renew what is derived: lists of types, fields of reports, promises, the README's help
	$(BIN)/python tools/renew.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

structure: $(READY)  ## files, lines, comments, complexity, knowledge of kinds; AT=REV for an older commit
	@$(BIN)/python tools/structure.py $(if $(AT),--at $(AT))

changelog: $(READY)  ## VERSION=1.2.3: move the fragments of changelog.d into CHANGELOG.md
	$(BIN)/towncrier build --yes --version $(VERSION)

lowest:  ## install the oldest versions that pyproject.toml admits; then `make test`
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --resolution lowest-direct -e '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) .hookops build dist .coverage*
