# Two words do everything: `make demo` and `make test`. Each sets up what it needs in this folder.
PYTHON ?= python3
CORE := .venv-core
DEV := .venv
# A bootstrapped environment is remembered by a stamp and redone when a pin or the project file changes.
CORE_STAMP := $(CORE)/.ready
DEV_STAMP := $(DEV)/.ready
INSTALL = -m pip install --quiet --disable-pip-version-check

.PHONY: server browser demo test check types lint layers format golden docs quality bare clean

demo: $(CORE_STAMP)
	@$(CORE)/bin/pledgebook demo

test: $(DEV_STAMP)
	$(DEV)/bin/pytest -n auto

server:  ## PostgreSQL's programs, so that tests can start a private server; without them those tests skip
	@test -n "$$PLEDGEBOOK_TEST_PG" || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -q \
	       && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql; } \
	  || echo "no PostgreSQL here: tests of books on a server are skipped" >&2

browser:  ## Debian's Chromium, so that the pages are tested in a real browser; without it those tests skip
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -q \
	       && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core; } \
	  || echo "no Chromium here: tests of the pages in a browser are skipped" >&2

check: types lint layers

types: $(DEV_STAMP)
	$(DEV)/bin/mypy

lint: $(DEV_STAMP)
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .

layers: $(DEV_STAMP)
	$(DEV)/bin/lint-imports

format: $(DEV_STAMP)
	$(DEV)/bin/ruff check --fix .
	$(DEV)/bin/ruff format .

golden: $(DEV_STAMP)  ## rewrite the golden files; review the difference before you commit it
	$(DEV)/bin/pytest tests/golden --renew-golden

docs: $(DEV_STAMP)  ## rewrite what is made from the program
	$(DEV)/bin/python tools/write_docs.py
	$(DEV)/bin/python tools/draw_demo.py

quality: $(DEV_STAMP)  ## the quality of extraction and reconciliation, floors held
	$(DEV)/bin/pytest tests/quality tests/quality_flows -s

bare: $(CORE_STAMP)  ## the program without any development package
	$(CORE)/bin/python tools/run_bare.py

$(CORE_STAMP): constraints/core.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pledgebook needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@test -x $(CORE)/bin/python || $(PYTHON) -m venv $(CORE)
	@$(CORE)/bin/python $(INSTALL) --require-hashes -r constraints/core.txt
	@$(CORE)/bin/python $(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): constraints/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pledgebook needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@test -x $(DEV)/bin/python || $(PYTHON) -m venv $(DEV)
	@$(DEV)/bin/python $(INSTALL) --require-hashes -r constraints/dev.txt
	@$(DEV)/bin/python $(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(CORE) $(DEV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
