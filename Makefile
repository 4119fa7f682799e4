# What a person runs and what CI runs: the same commands. `make help` lists them.
PYTHON ?= python3
DATA ?= data
PORT_BASE ?= 8001

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UP := $(BIN)/python -m services.console up --data $(DATA) --port-base $(PORT_BASE)
# Two workers are enough to keep two cores busy; a system test starts a broker and needs the machine for itself.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install run up test e2e lint format bench lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## Prepare .venv with everything that is needed, nothing else

run: $(READY) ## Start the whole stack with the sample shop; Ctrl-C stops it, the next run continues
	$(UP)

up: $(READY) ## Start the whole stack empty, without the sample shop
	$(UP) --no-sample

test: $(READY) ## Unit, property, contract and story tests, then the quick tests on real processes
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not slow" --ignore tests/system tests
	$(BIN)/python -m pytest -q -m "not slow" tests/system

e2e: $(READY) ## All tests on real processes and the real broker, and whatever else is slow; takes long
	$(BIN)/python -m pytest -q -m slow --ignore tests/system tests
	$(BIN)/python -m pytest -q tests/system

lint: $(READY) ## Style, types, import walls, file lengths, Dockerfile and compose file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/long_files.py
	$(BIN)/hadolint deploy/Dockerfile
	POSTGRES_PASSWORD=only-for-this-check $(BIN)/docker-compose --env-file .env.example config --quiet

format: $(READY) ## Bring code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## Measure our engine, all or what BENCH_PARTS names; one JSON line per measurement
	$(BIN)/python -m tests.bench

lock: $(READY) ## Renew requirements.lock from pyproject.toml, with hashes, for all platforms
	$(BIN)/python -m venv .cache/lock
	.cache/lock/bin/python -m pip install -q --disable-pip-version-check "uv>=0.9"
	.cache/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --group all --output-file requirements.lock pyproject.toml
	$(MAKE) $(READY)
	$(BIN)/python deploy/packages.py

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, this is %s: make PYTHON=python3.12 ..." % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "No virtual environment could be made: on Debian and Ubuntu, install python3-venv." >&2; exit 1; }
	@echo "Installing what requirements.lock names into $(VENV) (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r requirements.lock
	@touch $@
