# What people do here; `make` alone lists it.

BIN := .venv/bin
CATALOGUE := -D servicectl -d servicectl/locale
# The versions to install, also of what builds the package: newer pips take those from a name of its own.
KEEP_TO = PIP_CONSTRAINT=$(1) PIP_BUILD_CONSTRAINT=$(1)
TESTS :=
# The desks of the tests stand in memory where there is room: every recording waits for the disk.
# A run needs some 3 GB and a million files, and both may be used up there by something else.
ROOM := $(shell df --output=avail,iavail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 && $$2 > 1000000 { print "/dev/shm" }')
PYTEST = $(if $(ROOM),TMPDIR=$(ROOM)) $(1)/bin/pytest -n 2 --dist worksteal $(TESTS)
# The pure ones: no folder, no team, no process.
FAST = $(shell grep -rLE --include='test_*.py' '\<(desk|play|tmp_path|wheel|clones|subprocess|Desk)\>' tests)
# Random desks: `make test` plays a few, and always the same; here are more, and others each time.
SLOW = $(shell find tests -name 'test_*_stateful.py' -o -name test_storekeeper_alone.py -o -name test_ledger_properties.py)
DESKS ?= 20
BEFORE := 8c73979# what recording is held against: the last commit with click
UNKEYED := c1c9aee# what a known caller's report is held against: the last commit at which a telephone was its spelling
SOURCES := hatch_build.py $(shell find servicectl templates -type f ! -name '*.pyc' ! -name '*.mo')

.PHONY: help venv demo test test-fast test-slow test-newest test-oldest constraints lint bench docs sample messages clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: .venv/.ready ## the development environment, in .venv

demo: .venv-demo/.ready ## install the program as its users do, and play the demonstration
	.venv-demo/bin/servicectl demo

test: venv ## the tests, on two cores; TESTS="tests/domain/test_times.py" for some
	$(call PYTEST,.venv)

test-fast: TESTS = $(FAST)
test-fast: venv ## those of them that need no folder and no process, in less than a minute
	$(call PYTEST,.venv)

test-slow: TESTS = $(SLOW)
test-slow: venv ## more random desks than `make test` plays, and others each time; DESKS=200 for still more
	DESKS=$(DESKS) $(call PYTEST,.venv)

coverage: venv ## how much of the program the tests run: a figure, and the lines they leave out
	mkdir -p build/coverage && $(BIN)/coverage erase
	$(if $(ROOM),TMPDIR=$(ROOM)) $(BIN)/coverage run -m pytest -n 2 --dist worksteal $(TESTS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

test-newest: .venv-newest/.ready ## the same on the newest libraries that our bounds allow
	$(call PYTEST,.venv-newest)

test-oldest: .venv-oldest/.ready ## the same on the oldest
	$(call PYTEST,.venv-oldest)

constraints: .venv-newest/.ready ## take the newest libraries into what `make test` runs on
	.venv-newest/bin/python scripts/constraints.py newest .venv-newest > constraints.txt

lint: venv ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: venv .venv-before/.ready .venv-unkeyed/.ready ## start-up and recording against their floors, a merge against git's
	$(BIN)/python benchmarks/startup.py --before .venv-before --unkeyed .venv-unkeyed
	$(BIN)/python benchmarks/merging.py

docs: venv ## write the generated pages anew
	$(BIN)/python scripts/lines.py
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/pages.py

sample: venv ## write the sample team's data anew
	$(BIN)/python scripts/sample.py

messages: venv ## collect the sentences for the translators, and compile their catalogues
	mkdir -p build
	$(BIN)/pybabel -q extract -k msg --no-location --sort-output --project servicectl \
		-o build/servicectl.pot servicectl
	$(BIN)/pybabel -q update $(CATALOGUE) -l zh --init-missing -i build/servicectl.pot -w 100 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel compile $(CATALOGUE) --statistics

clean: ## take away everything that can be made again
	rm -rf .venv .venv-demo .venv-newest .venv-oldest .venv-before .venv-unkeyed build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/.ready: pyproject.toml constraints.txt scripts/ensure-venv
	$(call KEEP_TO,constraints.txt) scripts/ensure-venv .venv -e '.[dev]'
	@touch $@

.PHONY: .venv-newest/.ready  # today's newest are not yesterday's
.venv-newest/.ready:
	scripts/ensure-venv .venv-newest -e '.[dev]'

.venv-oldest/.ready: pyproject.toml scripts/constraints.py scripts/ensure-venv
	mkdir -p build
	$${PYTHON:-python3} scripts/constraints.py oldest > build/oldest.txt
	$(call KEEP_TO,build/oldest.txt) scripts/ensure-venv .venv-oldest -e '.[dev]'
	@touch $@

.venv-before/.ready: VERSION = $(BEFORE)
.venv-unkeyed/.ready: VERSION = $(UNKEYED)
.venv-before/.ready .venv-unkeyed/.ready: .venv-%/.ready: constraints.txt scripts/ensure-venv
	rm -rf build/$* && mkdir -p build/$*
	git archive $(VERSION) | tar -x -C build/$*
	$(call KEEP_TO,constraints.txt) scripts/ensure-venv .venv-$* ./build/$*
	@touch $@

.venv-demo/.ready: pyproject.toml scripts/ensure-venv $(SOURCES)
	scripts/ensure-venv .venv-demo .
	@touch $@
