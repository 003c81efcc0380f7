# The door to everything: `make help` lists the targets. All set-up is done on demand and once.

PYTHON ?= python3
# A smaller torch: make setup UV_FLAGS="--torch-backend=cpu --no-verify-hashes"
UV_FLAGS ?=
# Tests wait for phases as long as they compute: three at a time keep two cores busy.
PYTEST_FLAGS ?= -n 3 --dist loadfile

BIN := .venv/bin
UV = $(or $(shell command -v uv),$(BIN)/uv)
UV_INSTALL = $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode \
	--constraints constraints.txt --build-constraints constraints.txt $(UV_FLAGS)
FORGE := .tools/forge
GAS_TESTS := tests/solidity/{Cohorts,InputProofs,RecordGas}.t.sol

# CI needs an IPFS daemon; elsewhere its tests are skipped, and say so, where none can be had.
KUBO := $(if $(filter true,$(CI)),kubo,kubo-if-possible)

# Likewise a browser, for the tests of the web page.
BROWSER := $(if $(filter true,$(CI)),browser,browser-if-possible)

# Building Compose takes two minutes, using it none: `make test` does once it is there.
CONTAINERS := $(if $(wildcard .tools/docker-compose),containers)

SETUP := .venv/.ready .tools/.ready

.DELETE_ON_ERROR:
.PHONY: help setup demo test test-all test-chaos lint format forge-test forge-test-all bench bench-accuracy bench-index vectors \
	slither halmos coverage mutants audit brownie walkthrough configuration artifacts check-artifacts \
	constraints containers kubo kubo-if-possible browser browser-if-possible screenshots soak clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: $(SETUP) ## Install everything into .venv, node_modules and .tools

demo: $(SETUP) ## Train a model on digits with 5 contributors and 3 validators on a local chain
	@$(BIN)/consort demo

test: lint check-artifacts forge-test brownie $(CONTAINERS) $(KUBO) $(BROWSER) ## Check everything that continuous integration checks
	@$(BIN)/pytest -m "not slow" $(PYTEST_FLAGS)

test-all: lint check-artifacts forge-test forge-test-all brownie slither halmos coverage containers $(KUBO) $(BROWSER) ## Check everything, long tests and analysis included
	@$(BIN)/pytest $(PYTEST_FLAGS)

SEEDS ?= 200
WORKERS ?= 2

test-chaos: $(SETUP) $(KUBO) ## Play SEEDS runs of five rounds in which everything fails, WORKERS at a time
	@$(BIN)/pytest tests/chaos
	@$(BIN)/python -m tests.chaos --seeds $(SEEDS) --workers $(WORKERS)

lint: $(SETUP) ## Check format, style, types and the direction of imports
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(FORGE) fmt --check

format: $(SETUP) ## Format Python and Solidity
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet
	@$(FORGE) fmt

forge-test: $(SETUP) ## Run the Solidity tests; gas bounds on optimised code
	@FOUNDRY_PROFILE=quick $(FORGE) test --no-match-path '$(GAS_TESTS)'
	@$(FORGE) test --match-path '$(GAS_TESTS)'

forge-test-all: $(SETUP) ## Run all Solidity tests on the code that is deployed, with longer fuzzing
	@FOUNDRY_FUZZ_RUNS=5000 $(FORGE) test

slither: $(SETUP) .tools/analysis/.ready ## Search the contracts for known mistakes; fail on any that is not explained
	@$(BIN)/python -m deploy.analysis.slither

halmos: $(SETUP) .tools/analysis/.ready ## Prove lemmas on the contracts for all inputs
	@$(BIN)/python -m deploy.analysis.halmos

coverage: $(SETUP) ## Measure the lines and branches of the contracts that Solidity tests run
	@$(BIN)/python -m deploy.analysis.coverage

mutants: $(SETUP) ## Change the contracts in 220 ways and see whether the tests notice: most of an hour
	@$(BIN)/python -m deploy.analysis.mutation

audit: $(SETUP) .tools/audit/.ready ## Ask what is known against the packages we pin; fail on any advisory that is not explained
	@$(BIN)/python -m deploy.audit

brownie: $(SETUP) .tools/brownie/.ready ## Open the contracts as a Brownie project, deploy and test them on its own chain
	@CONSORT=$(abspath $(BIN)/consort) .tools/brownie/bin/python -m deploy.brownie test

bench: .venv/.bench .tools/.ready ## Measure codec and aggregation beside Flower's own
	@$(BIN)/python -m benchmarks

bench-accuracy: $(SETUP) ## Measure accuracy on digits over ten seeds against float FedAvg
	@$(BIN)/python -m benchmarks.bench_accuracy

bench-index: $(SETUP) ## Measure the index with ten million rewards: minutes, and gigabytes of disk
	@$(BIN)/python -m benchmarks.bench_index

soak: $(SETUP) kubo ## Run 1,000 rounds with all processes real and see that nothing grows: half an hour
	@$(BIN)/python -m tests.soak

vectors: $(SETUP) ## Generate the test vectors from the executable specification
	@$(BIN)/python -m tests.vectors

walkthrough: $(SETUP) ## Run one update's life and write its figures into docs/walkthrough.md
	@$(BIN)/python -m tests.walkthrough

configuration: $(SETUP) ## Write the table of settings into docs/configuration.md
	@$(BIN)/python -m tests.configuration_table

artifacts: $(SETUP) ## Compile the contracts into the package
	@$(BIN)/python -m deploy.compile

check-artifacts: $(SETUP)
	@$(BIN)/python -m deploy.compile --check

constraints: .venv/.ready ## Pin the newest versions that pyproject.toml allows
	@echo 'torch==2.13.0' | $(UV) pip compile pyproject.toml --all-extras --constraints - \
		--universal --generate-hashes --no-header --quiet --upgrade --output-file constraints.txt
	@for part in analysis audit brownie; do \
		$(UV) pip compile deploy/$$part/requirements.in --universal --generate-hashes \
		--no-header --quiet --upgrade --output-file deploy/$$part/requirements.txt || exit; done

containers: $(SETUP) .tools/docker-compose ## Check docker-compose.yml and the Dockerfile, without an engine
	@.tools/docker-compose --file docker-compose.yml config --quiet
	@$(BIN)/hadolint deploy/docker/Dockerfile

kubo: .tools/ipfs ## Provide an IPFS daemon: the one on PATH if new enough, else built with Go

kubo-if-possible:
	@$(MAKE) --no-print-directory kubo || echo "Tests against an IPFS daemon will be skipped."

browser: .tools/browser ## Provide a browser for tests: Chromium or Chrome on PATH, else the one of Debian

browser-if-possible:
	@$(MAKE) --no-print-directory browser || echo "Tests of the web page in a browser will be skipped."

screenshots: $(SETUP) browser ## Run the demo with an attack, and write the pictures of its page into docs/images
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove everything that make has made
	rm -rf .venv node_modules .tools build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Consort needs Python \
	3.11 or newer, this is " + sys.version.split()[0] + ": make PYTHON=python3.12 setup")'
	@if command -v uv >/dev/null; then uv venv --quiet --python $(PYTHON) .venv; \
	else $(PYTHON) -m venv .venv && awk '/^[^ ]/ {p = /^uv==/} p' constraints.txt | \
	$(BIN)/python -m pip install --quiet --require-hashes --requirement /dev/stdin; fi

.venv/.ready: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Python packages into .venv (once)"
	@$(UV_INSTALL) --editable '.[dev]'
	@touch $@

.venv/.bench: .venv/.ready
	@$(UV_INSTALL) --editable '.[dev,bench]'
	@touch $@

.tools/%/.ready: deploy/%/requirements.txt | $(BIN)/python
	@echo "Installing what deploy/$* needs into .tools/$* (once)"
	@$(BIN)/python -m venv --without-pip --clear .tools/$*
	@$(UV) pip install --quiet --python .tools/$*/bin/python --require-hashes \
		--requirements deploy/$*/requirements.txt
	@touch $@

.tools/.ready: package.json package-lock.json deploy/link-tools.mjs
	@echo "Installing chain tools into node_modules (once)"
	@npm install --no-progress --loglevel=error
	@node deploy/link-tools.mjs
	@touch $@

.tools/ipfs: deploy/kubo/go.mod deploy/kubo/go.sum
	@deploy/kubo/provide $@

.tools/browser: deploy/browser/provide
	@deploy/browser/provide $@

.tools/docker-compose: deploy/compose-tool/go.mod deploy/compose-tool/go.sum
	@command -v go >/dev/null || { echo "make containers needs Go." >&2; exit 1; }
	@echo "Building Docker Compose with Go (once, some minutes)"
	@cd deploy/compose-tool && CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags "-s -w" \
		-o $(abspath $@) github.com/docker/compose/v2/cmd
	@touch $@
