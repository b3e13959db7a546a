# mirasmap: one command a job, the same for people and CI. `make help` lists them.
# Needs Python >= 3.12 with pip and venv; everything else is installed by the targets themselves.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# the tests start hundreds of programs, and none is to compile the same modules anew
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for p in python3 python python3.15 python3.14 python3.13 python3.12; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
CLIENT := $(wildcard maps/client/*.json maps/client/*.py maps/client/*.mjs maps/client/*.toml maps/client/src/*.* maps/client/src/*/*.*)
CATALOGUES := $(wildcard maps/locale/*/LC_MESSAGES/mirasmap.po)

.PHONY: help setup run test lint types client format bench lock wheel messages clean

help: ## list the jobs
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "mirasmap needs Python 3.12 or newer with pip; install it (for instance: apt install python3 python3-venv) and run make again."; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make virtual environments; install its venv module (for instance: apt install python3-venv) and run make again."; exit 1; }

$(STAMPS)/run: requirements.lock requirements-build.lock | $(VENV)/bin/python
	@echo "Installing what mirasmap needs (once) …"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock -r requirements-build.lock
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/app: $(STAMPS)/run pyproject.toml $(CLIENT) $(CATALOGUES)
	@echo "Building the browser assets and the translations …"
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/test: requirements-test.lock requirements-build.lock $(STAMPS)/app
	@echo "Installing what the tests need (once) …"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-test.lock -r requirements-build.lock
	@touch $@

# Chromium draws the pages, GDAL and QGIS open the store, Noto has the letters of every script on them
$(STAMPS)/system: | $(VENV)/bin/python
	@if command -v chromium >/dev/null && command -v ogrinfo >/dev/null && /usr/bin/python3 -c 'import osgeo, qgis.core' 2>/dev/null; then :; \
	elif command -v apt-get >/dev/null; then \
		run=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq --no-install-recommends chromium gdal-bin python3-gdal python3-qgis fonts-noto-core; \
	else echo "The tests need Chromium (chromium), GDAL (ogrinfo) and QGIS (its Python module); install them and run make test again."; exit 1; fi
	@mkdir -p $(STAMPS) && touch $@

setup: $(STAMPS)/app ## make .venv with all that mirasmap needs

run: $(STAMPS)/app ## serve the map of the bundled data
	@$(BIN)/mirasmap serve

# two at a time, each told in one piece where make can: pip beside apt, mypy beside the client
test: ## set up and run all checks and tests
	@$(MAKE) --no-print-directory -j2 $(STAMPS)/test $(STAMPS)/system
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),-O) lint types client
	@$(BIN)/python -m pytest

lint: $(STAMPS)/test ## style of the code (ruff), types (mypy) and the client's types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .

types: $(STAMPS)/test
	@$(BIN)/mypy

client: $(STAMPS)/test $(STAMPS)/system
	@cd maps/client && ../../$(BIN)/npm run -s check && ../../$(BIN)/npm test -s

format: $(STAMPS)/test ## format the code
	@$(BIN)/ruff check -q --fix .
	@$(BIN)/ruff format .

$(STAMPS)/bench: requirements-bench.lock $(STAMPS)/test
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-bench.lock
	@touch $@

bench: $(STAMPS)/bench $(STAMPS)/system ## measure speed and weight, side by side with what people use today
	@$(BIN)/python -m tests.benchmarks

lock: $(VENV)/bin/python ## renew the locks with hashes
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url --extra notebook pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url --group build -c requirements.lock -o requirements-build.lock
	@$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url --extra notebook --extra test -c requirements.lock -c requirements-build.lock pyproject.toml -o requirements-test.lock
	@$(BIN)/uv pip compile -q -U --universal --generate-hashes --no-header --no-emit-index-url --group bench -c requirements-test.lock -o requirements-bench.lock

wheel: $(STAMPS)/test ## build dist/mirasmap-*.whl, with data, assets and translations
	@$(BIN)/python -m build --wheel --no-isolation

messages: $(STAMPS)/test ## renew the catalogues after texts have changed
	@$(BIN)/pybabel -q extract -F maps/locale/babel.cfg -o maps/locale/mirasmap.pot --omit-header --no-wrap --add-location=file --sort-by-file .
	@$(BIN)/pybabel -q update -D mirasmap -i maps/locale/mirasmap.pot -d maps/locale --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

clean: ## remove the environment and everything built
	@rm -rf $(VENV) dist maps/_assets maps/client/node_modules
