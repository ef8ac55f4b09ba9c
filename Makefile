# `make demo` and `make test` do all the set-up on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: forms demo run test bench pictures check lint types lock format messages clean

demo: $(VENV)/.ready  ## the bot, an emulator of Telegram and a chat page, all on this machine
	$(BIN)/python -m bot demo

run: $(VENV)/.ready  ## the real bot; needs BOT_TOKEN (see .env.example)
	$(BIN)/python -m bot run

test: $(VENV)/.ready-dev  ## every test, on every core
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: $(VENV)/.ready-dev  ## updates a second beside a stock echo; an SOS among 10,000 letters; a card beside a broadcast; digests and exports of 100,000 reports
	$(BIN)/python -m benchmarks.throughput
	$(BIN)/python -m benchmarks.sos
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.digest
	$(BIN)/python -m benchmarks.exports
	$(BIN)/python -m benchmarks.finding

pictures: $(VENV)/.ready-dev  ## the pictures of docs/ anew, of the demo's invented mission (needs chromium)
	$(BIN)/python -m pytest --screenshots tests/browser/test_demo.py tests/browser/test_walk.py tests/browser/test_pictures.py

check: lint types  ## what a change must pass besides its tests

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.ready

lock:  ## write both lock files anew: hashes for every platform, no index address
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

forms: $(VENV)/.ready-dev  ## convert the shipped XLSForms anew
	$(BIN)/python -m bot.cases.standard_forms

messages: $(VENV)/.ready-dev  ## collect what the bot says and bring the catalogues up to date
	$(BIN)/pybabel -q extract -k say -k count:1,2 -k later --no-wrap --sort-by-file --no-location -o locales/messages.pot handlers bot/cases/export bot/cases/printed
	for language in kk ru en; do $(BIN)/pybabel -q update -l $$language --no-wrap --no-fuzzy-matching --ignore-obsolete -i locales/messages.pot -o locales/$$language.po; done
