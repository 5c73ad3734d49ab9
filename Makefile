# Needs make and Python 3.11 or newer; everything else is set up in .venv.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# The day on which the examples are judged; it is that of the tests (citefirst.rules.examples).
DAY := 2026-11-23
BAD := examples/incident-postmortem/bad/uncited-line-in-the-timeline.md

.PHONY: help demo test test-all test-spark fuzz lint site format generate lock clean
help: ## show this help
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml requirements/dev.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "citefirst needs Python 3.11 or newer, not $(or $(PYTHON),what is on the PATH): install it, or name it with make PYTHON=…" >&2; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## check the examples: good records hold, a bad one does not
	$(BIN)/citefirst check --today $(DAY) examples/*/good
	@echo
	$(BIN)/citefirst check --today $(DAY) $(BAD); test $$? -eq 1

lint: $(READY) ## lint, format, types, and whether generated files are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/generate.py --check

test: lint ## set everything up and pass the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

test-all: test ## the tests against third-party consumers as well (needs npm)
	$(BIN)/python -m pytest -m oracle -n 2 --dist loadfile

test-spark: $(READY) ## the ledger that a real Spark builds, against that of one process (needs Java 17)
	$(BIN)/python -m pytest -m spark

fuzz: $(READY) ## damaged records, policies, schemas, exports and baselines for ten minutes
	$(BIN)/python tools/fuzz.py --count 200000 --seconds 600 --seed "$$(date +%s)"

site: $(READY) ## build the documentation into build/site; a warning is an error
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/site

format: $(READY) ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(READY) ## write what is generated
	$(BIN)/python tools/generate.py

lock: $(READY) ## pin the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --extra github --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --upgrade -o requirements/run.lock
	uv pip compile -q pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
		--no-annotate --custom-compile-command "make lock" --upgrade -o requirements/dev.lock
	echo pyarrow | uv pip compile -q - --constraint requirements/dev.lock --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --upgrade -o requirements/ledger.lock
	echo uv | uv pip compile -q - --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --upgrade -o requirements/uv.lock

clean: ## remove what was set up
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
