# What people do here; `make` alone lists it.

BIN := .venv/bin
CATALOGUE := -D servicectl -d servicectl/locale
SOURCES := $(shell find servicectl -type f ! -name '*.pyc')

.PHONY: help venv demo test lint bench docs sample messages clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: .venv/.ready ## the development environment, in .venv

demo: .venv-demo/.ready ## install the program as its users do, and play the demonstration
	.venv-demo/bin/servicectl demo

test: venv ## the tests, on two cores
	$(BIN)/pytest -n 2

lint: venv ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: venv ## start-up time against the floor that the libraries set
	$(BIN)/python benchmarks/startup.py

docs: venv ## write the generated pages anew
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
	rm -rf .venv .venv-demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/.ready: pyproject.toml scripts/ensure-venv
	scripts/ensure-venv .venv -e '.[dev]'
	@touch $@

.venv-demo/.ready: pyproject.toml scripts/ensure-venv $(SOURCES)
	scripts/ensure-venv .venv-demo .
	@touch $@
