# Everything a person needs: make catalog, make serve, make test.
PYTHON ?= python3
SEEDS ?= starter
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

catalog: .venv/ready ## Crawl the seeds, classify, build build/site (SEEDS=starter|all|FILE)
	$(BIN)/toolrisk build --seeds $(SEEDS)

serve: .venv/ready ## Show build/site on localhost (PORT=8000)
	$(BIN)/toolrisk serve --port $(PORT)

test: .venv/ready-test ## Lint, check types, run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

train: .venv/ready-train ## Train the model anew (DEFINITIONS=FILE, see the model's card)
	$(BIN)/toolrisk train $(DEFINITIONS)

eval: .venv/ready-train ## Measure the classifier, write site/guide/method.md (DEFINITIONS=FILE)
	$(BIN)/toolrisk eval $(DEFINITIONS) --site site

clean: ## Remove the virtual environment and everything generated
	rm -rf .venv build

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "toolrisk needs Python 3.11 or newer; name one with make PYTHON=…")'
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable .
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[test]'
	touch $@

.venv/ready-train: .venv/ready
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[train]'
	touch $@

.PHONY: help catalog serve test train eval clean
