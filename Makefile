# The names people try first. Each needs Python 3.11+, git and make; everything else is installed into .venv/.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export FLASK_APP := wsgi
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test long check lint bench attacks crash install install-dev system

run: install
	@exec $(BIN)/flask platform start

test: install-dev system
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser"
	LEARNHUB_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not once"
	$(BIN)/python -m pytest -n 3 --dist loadfile -m browser tests/journeys

# What is too long for every change: every page at the desktop, in English and dark, too.
long: install-dev system
	LEARNHUB_LONG=1 $(BIN)/python -m pytest -n 2 tests/journeys/test_pages.py tests/journeys/test_pages_phone.py tests/journeys/test_pages_cadre.py

check: lint
	$(BIN)/python -m pytest tests/test_layers.py tests/test_architecture.py

# What of the checks is not among the tests.
lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install-dev
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.beats
	$(BIN)/python -m tests.benchmarks.exam
	$(BIN)/python -m tests.benchmarks.engines
	$(BIN)/python -m tests.benchmarks.articles
	$(BIN)/python -m tests.benchmarks.statistics

# Every row of the table of attacks with 25 seeds: credited time against truth.
attacks: install-dev
	$(BIN)/python -m tests.reading.attacks

# 200 times SIGKILL under readers and quiz takers on each database: what was acknowledged against what is stored.
crash: install-dev system
	$(BIN)/python -m tests.crash

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("LearnHub needs Python 3.11 or newer; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# Python compiles what it imports when it does; of all that is installed that is a part. This one warns meanwhile.
QUIETLY := $(BIN)/python -W ignore -m compileall -q $(VENV)/lib/python3*/site-packages/whoosh
# The stamp is newer than the lock file as long as nothing changed, so a later start installs nothing.
$(VENV)/installed: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@$(QUIETLY)
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	@$(QUIETLY)
	@touch $@ $(VENV)/installed

# PostgreSQL, Redis, Chromium and a Chinese font for the tests; a plain message says what is missing where nothing can be installed.
system:
	@sh tests/system-packages.sh
