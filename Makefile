# What a person types. Each target is a script under bin/ that says what it does.
# Paths are relative throughout, so that the project may lie in a folder with spaces in its name.

SHELL := /bin/sh
export PYTHONUTF8 := 1
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export DEBIAN_FRONTEND := noninteractive

.DEFAULT_GOAL := help
.PHONY: help run test check bench audit requirements set-up set-up-dev

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

run: set-up ## builds what is missing, makes the demonstration matter, serves the site
	@exec .venv/bin/python bin/run.py

test: set-up-dev ## everything: make check, then every test
	@exec .venv/bin/python bin/run_tests.py

check: set-up-dev ## ruff, mypy, import-linter, djlint, Django's own checks; no tests
	@exec .venv/bin/python bin/run_tests.py --checks-only

bench: set-up-dev ## the measurements of docs/measurements.md, on this machine
	@.venv/bin/python benchmarks/import_speed.py
	@exec .venv/bin/python benchmarks/determination_speed.py

audit: set-up-dev ## known vulnerabilities of the pinned requirements (asks a public database)
	@exec .venv/bin/python -m pip_audit --require-hashes --disable-pip -r requirements.txt

requirements: set-up-dev ## pins requirements*.in anew into requirements*.txt (needs uv)
	@exec sh bin/pin_requirements.sh

set-up: ## the environment alone, for running
	@python="$$(sh bin/find_python.sh)" && exec "$$python" bin/set_up.py run

set-up-dev: ## the environment alone, for testing
	@python="$$(sh bin/find_python.sh)" && exec "$$python" bin/set_up.py test
