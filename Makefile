# Hubsoft: `make demo` runs the product with data, `make test` runs every check. Both set everything up first.
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help

.PHONY: help setup test lint clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: ## Install what is missing: system packages, Python and browser libraries from the lock files
	@bash scripts/preparar

test: setup ## Run every check, from lint to the tests
	@bash scripts/verificar

lint: setup ## Run the static checks only
	@bash scripts/verificar estatico

clean: ## Remove what set-up and runs made, but not the demonstration's data
	rm -rf .venv node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
