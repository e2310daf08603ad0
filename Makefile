# What a person types here. `make` alone lists it.

SHELL := /bin/sh
PORT ?= 8501
RUNDOWN := .venv/bin/rundown
PYTHON_DEV := .venv/bin/python

.PHONY: help setup setup-dev browser run test test-killed test-wordpress check format bench lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/.ready ## install Rundown into .venv (quick when nothing changed)

setup-dev: .venv/.ready-dev ## the same, with what tests and checks need

run: setup ## serve the demo outlet on PORT (8501), or your own with SITE=https://…
ifdef SITE
	@$(RUNDOWN) init "$(SITE)"
	@$(RUNDOWN) serve --port $(PORT)
else
	@$(RUNDOWN) demo --port $(PORT)
endif

test: check browser ## every check and every test, in a real browser too
	@$(PYTHON_DEV) -m pytest

test-killed: setup-dev ## kill a sync at random KILLED_TIMES (100) times (takes many minutes)
	@KILLED_TIMES=$${KILLED_TIMES:-100} $(PYTHON_DEV) -m pytest tests/sync/test_killed.py

test-wordpress: setup-dev ## the tests against a real WordPress, which it installs
	@.ci/wordpress.sh

check: setup-dev ## format, lint, types, import rules
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache --no-logo

format: setup-dev ## put the code in the house style
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: setup-dev browser ## measure speed on this machine; writes build/bench.json
	@$(PYTHON_DEV) -m dashboard.bench

lock: setup-dev ## pin every dependency, with hashes, in the two lock files
	@.ci/lock.sh

clean: ## remove what was built and cached, but no database
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

browser: setup-dev
	@.ci/browser.sh

.venv/.ready: requirements.lock pyproject.toml .ci/setup.sh
	@.ci/setup.sh requirements.lock
	@touch $@

# The development lock holds all of the other one, so it makes that ready too.
.venv/.ready-dev: requirements-dev.lock requirements.lock pyproject.toml .ci/setup.sh
	@.ci/setup.sh requirements-dev.lock
	@touch .venv/.ready $@
