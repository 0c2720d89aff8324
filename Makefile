# Every verb of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
# Set by the person who runs make, not by the project: RUN="nice -n 5" make test
RUN ?=
TESTS ?= tests

# Where the environment forbids it, every process of a test or a demo would compile all of its modules anew, for a second each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo pictures test check fix build gen bench bench-ingest lock clean

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready ## Make .venv and install everything, from the locked and hashed requirements

.venv/.ready: requirements/dev.txt requirements/uv.txt pyproject.toml
	@$(PYTHON) tools/setup.py
	touch $@

build: setup ## Build the web page into src/heartbeat/_ui (does nothing when it is up to date)
	@$(BIN)/python build_ui.py

demo: build ## From a clone to a living cockpit on the example bank; Ctrl-C stops all of it
	@exec $(RUN) $(BIN)/heartbeat demo $(DEMO)

pictures: build ## Take the pictures of the documentation anew from the example bank
	@$(RUN) $(BIN)/python -m tools.take_pictures

test: build ## Run every test, browser tests included
	@$(BIN)/python tools/chromium.py
	$(BIN)/python tools/mariadb.py
	$(RUN) $(BIN)/python build_ui.py test
	$(RUN) $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(TESTS)

check: setup ## Format, lint, types, import contracts, sizes, generated files: what CI asks of a change
	@$(RUN) $(BIN)/python tools/check.py

fix: setup ## Format and repair what a tool can repair
	@$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python build_ui.py fix

gen: setup ## Write the generated files again: OpenAPI and the TypeScript client's types
	@$(BIN)/python tools/generate.py

bench: setup ## Run every benchmark and print its ratios
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(RUN) $(BIN)/python "$$script"; done

bench-ingest: setup ## How fast rows land, beside a COPY pipe and dlt; BENCH="--rows 10000000" for more
	@$(RUN) $(BIN)/python benchmarks/bench_ingest.py $(BENCH)

lock: setup ## Resolve the dependencies anew into requirements/*.txt
	@$(BIN)/python tools/lock.py

clean: ## Remove what can be made again (not the data of a workspace)
	@rm -rf .venv src/heartbeat/_ui web/node_modules web/openapi/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
