# Everything sets itself up: a machine with Python 3.11 or newer and make is enough.
#   make demo    run the app on the demo workspace
#   make test    run the tests            (one file: make test ARGS=tests/rights)
#   make check   lint, formatting, types, import contracts

PYTHON ?= python3
ARGS ?=
# Workers for the tests; WORKERS=0 runs them in one process.
WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q -c constraints.txt

# Stamps: the environment is made, holds what the app needs, holds what development needs.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: help setup demo test thorough check format snapshots screenshots bench wheel-check constraints clean

help:
	@echo "make demo         run the app on the demo workspace"
	@echo "make test         run the tests (ARGS=... goes to pytest)"
	@echo "make thorough     run the tests with far more random examples"
	@echo "make check        lint, formatting, types, import contracts"
	@echo "make format       format the code and fix what can be fixed"
	@echo "make snapshots    accept the screens as they are drawn now"
	@echo "make screenshots  draw the pictures of the documentation"
	@echo "make bench        run the benchmarks"
	@echo "make wheel-check  build the wheel and try it outside the checkout"
	@echo "make setup        only set up $(VENV) for development"
	@echo "make constraints  renew constraints.txt from the newest releases allowed"
	@echo "make clean        remove $(VENV) and all that was built"

$(MADE):
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "rolescope needs Python 3.11 or newer, but there is no '$(PYTHON)': install it, or name yours as in: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "rolescope needs Python 3.11 or newer, but '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())'): name a newer one as in: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV) ..." >&2
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(RUNTIME): $(MADE) pyproject.toml constraints.txt
	@echo "installing what the app needs, this once: up to a minute ..." >&2
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV): $(MADE) pyproject.toml constraints.txt
	@echo "installing what development needs, this once: up to a minute ..." >&2
	@$(PIP_INSTALL) -e '.[dev,serve,xlsx]'
	@touch $(RUNTIME) $@

setup: $(DEV)

demo: $(RUNTIME)
	@$(BIN)/rolescope demo $(ARGS)

test: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist loadfile $(ARGS)

thorough: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal --timeout 0 --hypothesis-profile thorough $(ARGS)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

snapshots: $(DEV)
	$(BIN)/python -m pytest -m snapshot --snapshot-update $(ARGS)

screenshots: $(DEV)
	$(BIN)/python scripts/screenshots.py $(ARGS)

bench: $(DEV)
	@set -e; for file in bench/bench_*.py; do \
		[ -e "$$file" ] || { echo "bench/ holds no bench_*.py" >&2; exit 1; }; \
		echo "$$file"; $(BIN)/python "$$file" $(ARGS); \
	done

wheel-check: $(DEV)
	scripts/check_wheel.sh

constraints: $(MADE)
	scripts/renew_constraints.sh

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis snapshot_report.html
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
