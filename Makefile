# Hubsoft: `make demo` runs the product with data, `make test` runs every check. Both set everything up first.
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help

PORT ?= 8000
HOST ?= 127.0.0.1
CLIENTES ?= 2000

.PHONY: help setup demo demo-reset test lint bench clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: ## Install what is missing: system packages, Python and browser libraries from the lock files
	@bash scripts/preparar

demo: setup ## Run the product with a demonstration provider (PORT=8000 HOST=127.0.0.1 CLIENTES=2000)
	@$(PY) -m demonstracao --porta $(PORT) --host $(HOST) --clientes $(CLIENTES)

demo-reset: setup ## Remove the demonstration's data; the next `make demo` makes them anew
	@$(PY) -m demonstracao --apagar

test: setup ## Run every check, from lint to the tests
	@bash scripts/verificar

lint: setup ## Run the static checks only
	@bash scripts/verificar estatico

bench: setup ## Measure the product against floors taken in the same run (docs/benchmarks.md; CLIENTES=2000)
	@$(PY) -m benchmarks --clientes $(CLIENTES)

clean: ## Remove what set-up and runs made, but not the demonstration's data
	rm -rf .venv node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
