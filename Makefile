# The portal's commands. `make` alone lists them.
PORT ?= 8000
DATA ?= .data
PYTHON := .venv/bin/python
# What one process compiled, the others need not compile again, whatever the caller's environment says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench shell tour lock

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Run the whole portal here, with its demo world (PORT=8000 DATA=.data)
	@scripts/bootstrap demo
	@LOKET_PORT='$(PORT)' LOKET_DATA='$(DATA)' DJANGO_SETTINGS_MODULE=loket.settings.demo \
		$(PYTHON) -m loket.embedded.demo

test: ## Run every test, the browser included
	@scripts/bootstrap test
	@.venv/bin/pytest -n 2 --dist loadgroup

lint: ## Check style, types, imports, migrations and the production settings
	@scripts/bootstrap dev
	@scripts/lint

format: ## Put Python and the imports in the house style
	@scripts/bootstrap dev
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

bench: ## Run the benchmarks; they print ratios
	@scripts/bootstrap dev
	@$(PYTHON) -m bench

shell: ## Open a Django shell on the demo's data
	@scripts/bootstrap demo
	@LOKET_DATA='$(DATA)' $(PYTHON) -m loket.embedded.manage shell

tour: ## Walk through the portal with a browser
	@scripts/bootstrap test
	@$(PYTHON) -m tests.tour

lock: ## Choose versions anew and write requirements/*.txt
	@scripts/bootstrap dev
	@scripts/lock
