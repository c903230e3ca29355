# `make help` lists the targets. PYTHON names the Python to build .venv with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

.DELETE_ON_ERROR:
.PHONY: help build test check bench clean lock
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

build: $(STAMP) ## Make .venv and the release folder dist/
	$(BIN)/mi2ld build

test: $(STAMP) ## Run all tests
	$(BIN)/python -m pytest

check: $(STAMP) ## Run the static gates: lint, format, types, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell src docs README.md CONTRIBUTING.md CHANGELOG.md

bench: $(STAMP) ## Measure, see benchmarks/
	$(BIN)/python benchmarks/run.py

clean: ## Remove everything that was made here, .venv too
	rm -rf $(VENV) .venv.lock dist .mi2ld-cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# LOCK_FLAGS=--upgrade takes newer versions; without it only what pyproject.toml asks for moves.
lock: ## Write requirements.lock anew from pyproject.toml
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" \
	&& "$$folder/bin/python" -m pip --disable-pip-version-check -qq install 'pip-tools>=7.5' \
	&& "$$folder/bin/pip-compile" -q --generate-hashes --strip-extras --extra dev --all-build-deps \
	  --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-options \
	  --output-file requirements.lock $(LOCK_FLAGS) pyproject.toml

# The stamp goes first and comes back last: an environment that was cut short is made anew, a whole
# one is only brought up to date, and a warm run asks the package index nothing. flock, where there
# is one, lets a second make wait instead of building into the same folder. --no-compile saves most
# of the time of a cold run; Python compiles what it imports.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "mi2ld needs Python 3.11 or later; name one: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@if command -v flock >/dev/null; then flock .venv.lock $(MAKE) --no-print-directory venv-locked; \
	else $(MAKE) --no-print-directory venv-locked; fi

.PHONY: venv-locked
venv-locked:
	@if [ -e $(STAMP) ] && [ $(STAMP) -nt requirements.lock ] && [ $(STAMP) -nt pyproject.toml ]; then exit 0; fi; \
	set -e; echo "Making $(VENV) from requirements.lock ..." >&2; \
	if [ -e $(STAMP) ]; then rm -f $(STAMP); else $(PYTHON) -m venv --clear $(VENV); fi; \
	$(PIP) install --no-compile --require-hashes -r requirements.lock; \
	$(PIP) install --no-compile --no-deps --no-build-isolation -e .; \
	touch $(STAMP)
