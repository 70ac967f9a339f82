# Tiercel: one place for every command. `make` alone lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The interpreter for .venv; empty means the newest Python that runs here.
PYTHON ?=
HOST ?= 127.0.0.1
PORT ?= 8080
DATA ?= ./data
CONFIG ?=
# Test processes at once.
JOBS ?= 4
# Simulation: how many seeds, or one seed to replay, and how many ticks each.
SEEDS ?=
SEED ?=
TICKS ?=
# The version that deploy-check builds.
HELM ?= v3.19.2

VENV := .venv
BIN := $(VENV)/bin
# What a release is made with: an environment of its own, so that nobody else needs it.
RELEASE := .cache/release
RELEASE_STAMP := $(RELEASE)/.installed
# A key of GnuPG to sign a release with, and the interpreters to try it with.
SIGN ?=
PYTHONS ?=
# What builds the image (docker or podman), and with which options besides.
ENGINE ?=
BUILD ?=
RUN_STAMP := $(VENV)/.installed-run
# What the image has: enough to make a release, a third of what a developer needs.
IMAGE_STAMP := $(VENV)/.installed-image
DEV_STAMP := $(VENV)/.installed-dev
# What tests import is compiled once, not by each of their processes, wherever that may be written.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
# Runs the tools of the pages with the machine's Node, or with one from a Python package.
UI := $(BIN)/python ui/build.py
UI_BUILT := src/tiercel/webui/dist/index.html
UI_SOURCES := $(shell find ui -name node_modules -prune -o -name tests -prune -o -type f -print)
SUITES := $(wildcard tests/unit tests/property tests/ports tests/cases tests/api \
	tests/examples tests/languages tests/postgres tests/clusters tests/containers tests/simulation tests/e2e \
	tests/sdk tests/fuzz tests/hostile tests/deploy tests/proxies tests/chaos tests/ui plugins)
# Tests that read all sources: one process alone holds a gigabyte of what they found.
TIDY := tests/test_tidy.py tests/figures

# Says that pytest has rewritten what it asserts in all test modules.
COLLECTED := .cache/.collected
# What the routes answered to the tests of tests/api.
ANSWERS := .cache/answers

comma := ,
say = @printf '\n== %s\n' $(1)

# A Python counts only if it runs (a version manager may list one that does not), is 3.11 or newer
# and can make environments.
define find_python
usable() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1; }; \
found=''; \
for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	if usable "$$candidate"; then found="$$candidate"; break; fi; \
done; \
if [ -z "$$found" ]; then \
	echo 'No usable Python: Tiercel needs Python 3.11 or newer with its venv module.'; \
	echo 'Install one (on Debian and Ubuntu: apt install python3 python3-venv),'; \
	echo 'or name one: make PYTHON=/path/to/python3.12 ...'; \
	exit 1; \
fi
endef

# An environment that is missing, broken or half made is made anew.
define environment
@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	$(find_python); \
	printf '\n== Creating %s with %s (%s)\n' $(VENV) "$$found" "$$("$$found" -V 2>&1)"; \
	"$$found" -m venv --clear $(VENV) || exit 1; \
fi
endef

# $(1): the lock, $(2): further words for uv. pip brings the uv of the lock, which brings the rest in
# a tenth of the time; where uv finds no index, since it reads few of pip's settings, pip does it
# alone. The lock names every package, so nothing is resolved: some versions of pip would, for a
# package wanted with an extra, look at newer releases than the pinned one and refuse those.
pip_install = $(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes \
	--quiet --requirement
define packages
@printf '\n== Installing %s pinned packages from %s\n' "$$(grep -c == $(1))" $(1)
@awk '/^[^ ]/ { wanted = /^uv==/ } wanted' locks/run.txt >$(VENV)/uv.txt
@$(pip_install) $(VENV)/uv.txt
@index="$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}"; \
UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}" $(BIN)/uv pip install --python $(BIN)/python \
	--no-deps --require-hashes --quiet $(2) --requirement $(1) || \
	{ echo '   pip tries what uv could not do.'; $(pip_install) $(1); }
endef

define tiercel
$(call say,'Installing tiercel itself')
@$(BIN)/python -m pip install --disable-pip-version-check --no-build-isolation --no-deps \
	--quiet --editable .
@$(BIN)/python -m compileall -q src
endef

.PHONY: help
help: ## List the targets.
	@echo 'Usage: make TARGET [VARIABLE=value ...]'
	@echo
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | \
		awk -F ':.*## ' '{ printf "  %-12s %s\n", $$1, $$2 }'
	@echo
	@echo 'Variables: PYTHON HOST PORT DATA CONFIG (serve), JOBS (test), SEEDS SEED TICKS (sim)'

# What servers use is compiled once here: where nothing may write bytecode, each start would compile
# all of it again.
$(RUN_STAMP): locks/run.txt pyproject.toml
	$(environment)
	$(call packages,locks/run.txt,--compile-bytecode)
	$(tiercel)
	@touch $@

$(IMAGE_STAMP): locks/image.txt $(RUN_STAMP)
	$(call packages,locks/image.txt,--compile-bytecode)
	@touch $@

$(DEV_STAMP): locks/dev.txt $(RUN_STAMP)
	$(call packages,locks/dev.txt)
	@touch $(IMAGE_STAMP) $@

.PHONY: dev
dev: $(DEV_STAMP) ## Create .venv with everything a developer needs.
	$(call say,'Ready. Next: make serve / make check / make test')

.PHONY: ui
ui: $(UI_BUILT) ## Build the pages into src/tiercel/webui/dist: two minutes at first, then seconds.

$(UI_BUILT): $(UI_SOURCES) | $(RUN_STAMP)
	$(call say,'Building the pages')
	@$(UI) build

# In a new clone both kinds of packages come at the same time; most of it is waiting.
.PHONY: ui-fetch
ui-fetch:
	@$(find_python); "$$found" ui/build.py fetch

# A server without pages is of use as well, and says how to build them.
.PHONY: serve
serve: ## Start a standalone server: SQLite and files below DATA, on HOST:PORT.
	@$(MAKE) --no-print-directory --jobs=2 $(RUN_STAMP) ui-fetch
	@$(MAKE) --no-print-directory ui || \
		printf '\n== The pages could not be built: serving the API without them.\n'
	@printf '\n== Serving on http://localhost:%s with data in %s; Ctrl-C stops it.\n' \
		$(PORT) $(DATA)
	@printf '   Next, in another terminal: the five commands of README.md\n\n'
	@exec $(BIN)/tiercel server standalone --host $(HOST) --port $(PORT) --data $(DATA) \
		$(if $(CONFIG),--config $(CONFIG))

# The longest ones first, so that none of them is alone at the end. WITHOUT= names those to leave out.
CHECKS := $(filter-out $(WITHOUT),ui-packages check-ui-types check-ui check-types check-tidy \
	check-contracts check-lint check-format)

.PHONY: check
check: $(DEV_STAMP) ## Format, lint, types, import contracts, tidy rules, also of the pages: a minute.
	@$(MAKE) --no-print-directory --keep-going --jobs=3 --output-sync=target $(CHECKS)
	$(call say,'All checks passed. Next: make test')

# Each can be called alone; `check` runs all of them even if one fails.
.PHONY: $(CHECKS)
$(CHECKS): $(DEV_STAMP)
check-format:
	$(call say,'Format (make fix repairs it)')
	@$(BIN)/ruff format --check --output-format concise .
check-lint:
	$(call say,'Lint')
	@$(BIN)/ruff check --output-format concise .
check-types:
	$(call say,'Types')
	@$(BIN)/mypy
check-contracts:
	$(call say,'Import contracts')
	@$(BIN)/lint-imports --no-logo
check-tidy:
	$(call say,'Tidy')
	@$(PYTEST) -q -p no:unraisableexception tests/test_tidy.py
# Fetching packages waits for the network while the other checks compute.
ui-packages:
	@$(UI) run packages
check-ui: ui-packages
	$(call say,'Pages: format$(comma) lint')
	@$(UI) run style
	$(call say,'Pages: their client is made of this API document (npm run api repairs it)')
	@$(UI) run api -- --check
	$(call say,'Pages: which of them call what (npm run places repairs it)')
	@$(UI) run places -- --check
check-ui-types: ui-packages
	$(call say,'Pages: types')
	@$(UI) run types

.PHONY: fix
fix: $(DEV_STAMP) ## Format the code and repair what the linter can.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(UI) run format

.PHONY: test
test: $(DEV_STAMP) ## All tests: unit, property, ports, cases, api, simulation, e2e, tidy.
	@printf '\n== All tests: about 25 minutes on two idle cores, 40 on busy ones; up to 4 GB of disk\n'
	@printf '   below .cache and the temporary folder. Quick ones: make check, make quick.\n'
	@$(MAKE) --no-print-directory ui-packages
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target ui test-sources test-ui-units \
		collected
	@$(BIN)/python -m tests.ui.chromium
	$(call say,'Tests: $(SUITES)')
	@rm -f $(ANSWERS) && mkdir -p $(dir $(ANSWERS))
	@TIERCEL_ANSWERS='$(CURDIR)/$(ANSWERS)' $(PYTEST) -n $(JOBS) --dist worksteal $(SUITES)
	$(call say,'What the API document names and no test provoked')
	@$(BIN)/python -m tests.api.documented_errors $(ANSWERS)
	$(call say,'All tests passed. Next: make check / make sim / make bench')

# All processes of the tests begin alike: what one of them must read and rewrite, each would. What
# can't be read is told by them.
.PHONY: collected
collected: $(COLLECTED)
$(COLLECTED): $(DEV_STAMP)
	@$(PYTEST) --collect-only -qq $(SUITES) >/dev/null || true
	@mkdir -p $(dir $@) && touch $@

# Beside the build of the pages: neither of them uses a server.
.PHONY: test-sources test-ui-units
test-sources: $(DEV_STAMP)
	$(call say,'Tests: $(TIDY)')
	@$(PYTEST) -q -p no:unraisableexception $(TIDY)
test-ui-units: ui-packages
	$(call say,'Tests of the pages alone')
	@$(UI) run test

.PHONY: quick
quick: $(DEV_STAMP) ## Tests that need no process and no database: some two minutes.
	$(call say,'Quick tests')
	@$(PYTEST) -q -n $(JOBS) tests/unit tests/cases tests/property
	@$(PYTEST) -q $(TIDY)

.PHONY: documented
documented: $(DEV_STAMP) ## Which statuses that the API document names no test of tests/api provokes.
	@rm -f $(ANSWERS) && mkdir -p $(dir $(ANSWERS))
	@TIERCEL_ANSWERS='$(CURDIR)/$(ANSWERS)' $(PYTEST) -q -n $(JOBS) tests/api
	@$(BIN)/python -m tests.api.documented_errors $(ANSWERS)

.PHONY: figures
figures: $(DEV_STAMP) ## Count what the structure should have less of; each figure with its goal.
	@$(BIN)/python -m tests.figures

# The sandbox tests measure time, which tracing spoils.
.PHONY: coverage
coverage: $(DEV_STAMP) ## Branch coverage of model, expr, flowlang and engine: 98 % at least.
	$(call say,'Coverage: fast suites')
	@TIERCEL_STEP_SEEDS=$(or $(SEEDS),400) $(PYTEST) -q -n $(JOBS) --cov --cov-report term \
		--ignore tests/unit/expr/test_sandbox.py \
		tests/unit tests/cases tests/property/test_step_seeds.py

.PHONY: sim
sim: $(DEV_STAMP) ## Simulate the server with faults: many seeds (SEEDS=), or one (SEED=, TICKS=).
	$(call say,'Simulation')
	@TIERCEL_SIM_SEEDS=$(or $(SEEDS),500) $(if $(SEED),TIERCEL_SIM_SEED=$(SEED)) \
		$(if $(TICKS),TIERCEL_SIM_TICKS=$(TICKS)) \
		$(PYTEST) $(if $(SEED),-s,-n $(JOBS)) tests/simulation

.PHONY: matrix
matrix: $(DEV_STAMP) ## All actions and pairs in every situation; at random for MINUTES= (10), SEED=.
	$(call say,'Actions in every situation')
	@TIERCEL_MATRIX=all $(PYTEST) -n $(JOBS) tests/simulation/test_matrix.py
	$(call say,'Random flows and actions on a real server')
	@TIERCEL_MATRIX_MINUTES=$(or $(MINUTES),10) $(if $(SEED),TIERCEL_MATRIX_SEED=$(SEED)) \
		$(PYTEST) tests/e2e/test_random_actions.py

.PHONY: pages
pages: $(DEV_STAMP) $(UI_BUILT) ## The built pages in a real Chromium: each filter, both themes for all.
	$(call say,'Pages in a browser')
	@$(BIN)/python -m tests.ui.chromium
	@TIERCEL_PAGES=all $(PYTEST) -n $(JOBS) --dist worksteal tests/ui

.PHONY: e2e
e2e: $(DEV_STAMP) ## The real server process on a free port, called over HTTP.
	$(call say,'End to end')
	@$(PYTEST) tests/e2e

.PHONY: sdk
sdk: $(DEV_STAMP) ## The official clients, installed from their registries, against a real server.
	$(call say,'Official clients')
	@$(PYTEST) tests/sdk

.PHONY: languages
languages: $(DEV_STAMP) ## Interpreters of all script languages that packages bring, and their tests.
	$(call say,'Languages')
	@$(BIN)/python -m tests.languages.install
	@$(PYTEST) -n $(JOBS) tests/languages

.PHONY: fuzz
fuzz: $(DEV_STAMP) ## 20,000 requests made of the API document (EXAMPLES=), and variants of others: minutes.
	$(call say,'Fuzzing')
	@TIERCEL_FUZZ_EXAMPLES=$(or $(EXAMPLES),90) $(PYTEST) -s tests/fuzz

.PHONY: fuzz-texts
fuzz-texts: $(DEV_STAMP) ## Each hostile text in each field and property, both databases: half an hour.
	$(call say,'Hostile texts: about 36000 requests and 15000 flows for each database')
	@TIERCEL_FUZZ_TEXTS=1 $(PYTEST) -n $(JOBS) -rP tests/fuzz/test_texts.py

.PHONY: cases-http
cases-http: $(DEV_STAMP) ## The conformance cases against a real server over HTTP.
	$(call say,'Cases over HTTP')
	@TIERCEL_CASES_HTTP=1 $(PYTEST) tests/cases

.PHONY: chaos
chaos: $(DEV_STAMP) ## 10,000 executions on each database while all is killed: EXECUTIONS=, SEED=.
	$(call say,'Chaos: up to a quarter of an hour for each database')
	@TIERCEL_CHAOS_EXECUTIONS=$(or $(EXECUTIONS),10000) \
		$(if $(SEED),TIERCEL_CHAOS_SEED=$(SEED)) $(PYTEST) -s -p no:randomly tests/chaos

.PHONY: idempotency
idempotency: $(DEV_STAMP) ## 10,000 keys (KEYS=) of 64 clients (CLIENTS=), 10 times each, while servers are killed.
	$(call say,'Requests with keys: up to half an hour for each database')
	@TIERCEL_IDEMPOTENCY_KEYS=$(or $(KEYS),10000) TIERCEL_IDEMPOTENCY_CLIENTS=$(or $(CLIENTS),64) \
		$(if $(SEED),TIERCEL_CHAOS_SEED=$(SEED)) \
		$(PYTEST) -s -p no:randomly tests/chaos/test_idempotency.py

.PHONY: hostile
hostile: $(DEV_STAMP) ## The longest silences of /ping under hostile inputs (SIZE=, ONLY=name, JSON=1): hours.
	$(call say,'Hostile inputs: for each route and loop the silence of /ping and the longest turn')
	@$(BIN)/python -m tests.hostile --size $(or $(SIZE),20000) $(if $(JSON),--json) $(if $(ONLY),'$(ONLY)')

.PHONY: deploy-check
deploy-check: $(DEV_STAMP) ## Lint and render deploy/; builds Helm with Go at first: minutes.
	$(call say,'Deployment')
	@test -x .cache/bin/helm || GOBIN='$(CURDIR)/.cache/bin' go install helm.sh/helm/v3/cmd/helm@$(HELM)
	@TIERCEL_HELM='$(CURDIR)/.cache/bin/helm' $(PYTEST) tests/deploy

.PHONY: bench
bench: $(DEV_STAMP) ## Measure a server on SQLite and PostgreSQL; writes bench/RESULTS.md.
	$(call say,'Benchmarks: some minutes')
	@$(BIN)/python -m bench

.PHONY: bench-peers
bench-peers: $(DEV_STAMP) ## Prefect and Airflow beside it: half an hour; writes bench/RESULTS.md.
	$(call say,'Benchmarks of peers')
	@$(BIN)/python -m bench.peers

.PHONY: bench-ui
bench-ui: $(DEV_STAMP) $(UI_BUILT) ## The pages in a slowed Chromium against their goals; writes bench/UI.md.
	$(call say,'Benchmarks of the pages: a quarter of an hour')
	@$(BIN)/python -m tests.ui.chromium
	@$(BIN)/python -m bench.ui --write

.PHONY: screenshots
screenshots: $(DEV_STAMP) $(UI_BUILT) ## Pictures of the main screens in FOLDER= (.cache/screenshots).
	$(call say,'Pictures of the pages')
	@$(BIN)/python -m tests.ui.chromium
	@$(BIN)/python -m tests.ui.screenshots $(or $(FOLDER),.cache/screenshots)

.PHONY: soak
soak: $(DEV_STAMP) ## Half of the sustained rate for MINUTES= (30) on each database; bench/SOAK.md.
	$(call say,'Soak')
	@$(BIN)/python -m bench.soak --minutes $(or $(MINUTES),30)

.PHONY: docs
docs: $(DEV_STAMP) ## Check the documents: paths, the ADR index, the glossary.
	$(call say,'Documents')
	@$(PYTEST) -q tests/test_tidy.py -k 'docs or adr or glossary'
	$(call say,'Read on: docs/tour.md')

$(RELEASE_STAMP): locks/release.txt | $(RUN_STAMP)
	@$(BIN)/python -m venv --clear $(RELEASE)
	@$(RELEASE)/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes \
		--quiet --requirement locks/release.txt
	@touch $@

.PHONY: site
site: $(RUN_STAMP) $(RELEASE_STAMP) ## The documentation site, which a server shows below /docs; fails for a dead link.
	$(call say,'Documentation site')
	@$(BIN)/python -m release.site $(RELEASE)/bin/mkdocs

.PHONY: site-axe
site-axe: $(DEV_STAMP) site ## axe over the pages of the documentation site, in both colours.
	$(call say,'Documentation site$(comma) as axe judges it')
	@$(BIN)/python -m tests.ui.chromium
	@$(BIN)/python -m release.accessibility

.PHONY: release
release: $(IMAGE_STAMP) $(UI_BUILT) site ## All that is handed out, into dist/; SIGN=key signs. Publishes nothing.
	$(call say,'What is handed out')
	@$(BIN)/python -m release.distribution $(if $(SIGN),--sign '$(SIGN)')
	$(call say,'Done. Next: make release-trial PYTHONS="python3.11 python3.13"')

.PHONY: release-trial
release-trial: $(IMAGE_STAMP) ## dist/ in an empty environment of each of PYTHONS=; fails above 120 MB, or 70 of memory.
	$(call say,'What is handed out$(comma) installed')
	@$(BIN)/python -m release.trial $(PYTHONS)

.PHONY: image
image: $(DEV_STAMP) ## Build and start the image with ENGINE=; fails above 200 MB packed, or 70 of memory. BUILD= options.
	$(call say,'The image')
	@$(BIN)/python -m release.image $(ENGINE) $(if $(BUILD),-- $(BUILD))

.PHONY: newcomer
newcomer: $(IMAGE_STAMP) $(UI_BUILT) ## The first ten minutes with only Python on an empty machine: PYTHONS=.
	$(call say,'The first ten minutes of docs/first.md$(comma) word for word')
	@$(BIN)/python -m release.newcomer $(PYTHONS)

.PHONY: index
index: $(DEV_STAMP) ## Write the index of built-in plugin types again.
	@$(BIN)/python -m tests.unit.plugins.index_text
	@$(BIN)/ruff format --quiet src/tiercel/plugins/index.py

.PHONY: plugin
plugin: $(DEV_STAMP) ## Begin a family of plugins: FAMILY=name makes plugins/name.
	@$(BIN)/python -m plugins.workspace begin '$(FAMILY)'

.PHONY: plugins
plugins: $(RUN_STAMP) ## Install all families of plugins, and what they need, into .venv.
	$(call say,'Installing families of plugins')
	$(call packages,locks/plugins.txt)
	@$(BIN)/python -m plugins.workspace install
	$(call say,'Done. A server that runs sees them after: .venv/bin/tiercel plugin rescan')

.PHONY: wheels
wheels: $(RUN_STAMP) ## Build the wheels of all families of plugins in FOLDER= (dist).
	@$(BIN)/python -m plugins.workspace wheels $(or $(FOLDER),dist)

.PHONY: calls
calls: $(DEV_STAMP) ## Write the calls of the command line again, from the route table.
	@$(BIN)/python -m tests.unit.cli.calls_text

.PHONY: settings
settings: $(DEV_STAMP) ## Write docs/settings.md again: every setting with its default.
	@$(BIN)/python -m tests.unit.settings_text

.PHONY: commands
commands: $(DEV_STAMP) ## Write docs/commands.md again: operations of the API and their commands.
	@$(BIN)/python -m tests.unit.cli.commands_text

.PHONY: reattachment
reattachment: $(DEV_STAMP) ## Write docs/reattachment.md again: how types find work elsewhere again.
	@$(BIN)/python -m tests.families.far_work

.PHONY: kills
kills: $(DEV_STAMP) ## Kill workers with work elsewhere, KILLS= (200) of each kind; bench/KILLS.md.
	$(call say,'Kills')
	@$(BIN)/python -m bench.kills --kills $(or $(KILLS),200) --write

.PHONY: lock
lock: $(DEV_STAMP) ## Renew locks/ after a change of the dependencies (UPGRADE=1 takes newer ones).
	$(call say,'Locking')
	@$(call compile,run,pyproject.toml --group build --extra standard)
	@$(call compile,image,pyproject.toml --group build --extra standard --extra postgres --extra s3 \
		--extra otel --extra ldap --constraint locks/run.txt)
	@$(call compile,dev,pyproject.toml --group build --group dev --extra standard \
		--constraint locks/run.txt)
	@$(call compile,clusters,--group clusters)
	@$(call compile,languages,--group languages)
	@$(call compile,ui,--group ui)
	@$(call compile,release,--group release)
	@$(BIN)/python -m plugins.workspace requirements > .cache/plugins.in
	@$(call compile,plugins,.cache/plugins.in --constraint locks/dev.txt)
	$(call say,'Done. Next: git diff --stat locks; make test')

# Hashed requirement files without any index address: see docs/adr/0011.
compile = $(BIN)/uv pip compile $(2) --quiet --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-header --no-annotate \
	$(if $(UPGRADE),--upgrade) --output-file locks/$(1).txt

.PHONY: clean
clean: ## Remove the environment and caches; the server's data stays.
	rm -rf ui/node_modules src/tiercel/webui
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
