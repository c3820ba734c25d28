# One door for people, hooks and CI. Every target does its own set-up; a second call does no work twice.
#   make run       a synthetic pool, the plan of Flanders, on http://127.0.0.1:8000 (Ctrl-C ends)
#   make test      the tests that a change must pass          make test-all   all of them, PySpark included
#   make lint      format, lint, types, floors                make bench      speed and memory against others
#   make docs      the manual, into build/docs                make screenshots   the pictures of the README, with chromium
#   make messages  the texts of the pages, with gettext       make requirements   resolve the pinned files anew
#   make clean     remove all that these targets made
# Variables: PYTHON=python3.12 chooses the interpreter of a new .venv; WORKERS=0 runs tests in one process;
# ARGS="-k salary" is handed on to pytest, the demo or the benchmark; BENCH=matching chooses one; UPGRADE=1 lets `make requirements` take new versions.

PYTHON  ?= python3
WORKERS ?= 2
ARGS    ?=
BENCH   ?= rules
UPGRADE ?=

VENV  := .venv
BIN   := $(VENV)/bin
PIP    = $(1)/bin/python -m pip --disable-pip-version-check --no-input --quiet install --no-deps --no-build-isolation
PINNED = $(call PIP,$(1)) --require-hashes -r requirements/build.txt && $(call PIP,$(1)) --require-hashes

PYTEST := HYPOTHESIS_STORAGE_DIRECTORY=build/hypothesis $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup
# The tests of the web application run on SQLite with `make test`, on a PostgreSQL of their own with `make test-all`.
WITH_POSTGRES := $(BIN)/python tests/postgres.py
# Addresses of package registries have no place in the repository. (The brackets keep this line from matching itself.)
REGISTRIES := pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|deb[.]debian[.]org|--(extra-)?index-url[ =]

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test test-all lint bench docs screenshots messages requirements clean

run: $(VENV)/.stamp-run
	@$(BIN)/corridor demo $(ARGS)

test: $(VENV)/.stamp-dev
	env -u DATABASE_URL $(PYTEST) -m "not slow and not spark and not browser and not postgres" $(ARGS)

test-all: $(VENV)/.stamp-all
	@command -v java >/dev/null || { mkdir -p /usr/share/man/man1 2>/dev/null; $(call apt,default-jre-headless); }
	@command -v chromium >/dev/null || ( $(call apt,chromium) ) || echo "Without chromium the tests of pages in a browser are skipped." >&2
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { $(call apt,postgresql); }
	SPARK_LOCAL_IP=127.0.0.1 $(WITH_POSTGRES) env $(PYTEST) $(ARGS)

lint: $(VENV)/.stamp-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir build/import-linter
	@if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then echo "registry addresses: not checked, this is no git checkout"; \
	elif git grep --untracked -nIE -e '$(REGISTRIES)'; then echo "registry addresses found: take them out" >&2; exit 1; \
	else echo "registry addresses: none"; fi

bench: $(VENV)/.stamp-bench $(VENV)-openfisca/.stamp
	CORRIDOR_OPENFISCA_PYTHON=$(VENV)-openfisca/bin/python $(BIN)/python benchmarks/$(BENCH).py $(ARGS)

docs: $(VENV)/.stamp-dev
	$(BIN)/sphinx-build -W --keep-going -n -q -b html -d build/doctrees docs build/docs
	@echo "manual: build/docs/index.html"

screenshots: $(VENV)/.stamp-dev
	$(BIN)/python docs/screenshots.py

# Texts out of templates and code into every app's catalogues, and the catalogues compiled.
messages: $(VENV)/.stamp-dev
	@command -v xgettext >/dev/null || { $(call apt,gettext); }
	for app in src/corridor/web/*/locale; do \
		(cd $$app/.. && $(CURDIR)/$(BIN)/django-admin makemessages -l fr -l nl --no-location --no-obsolete && $(CURDIR)/$(BIN)/django-admin compilemessages) || exit 1; \
	done

requirements: build/lock/.stamp
	$(RESOLVE) -o requirements/build.txt requirements/build.in
	$(RESOLVE) -o requirements/lock.txt requirements/lock.in
	$(RESOLVE) -o requirements/run.txt -c requirements/build.txt pyproject.toml --extra reports --extra sources --extra web
	$(RESOLVE) -o requirements/dev.txt -c requirements/build.txt -c requirements/run.txt pyproject.toml --extra reports --extra sources --extra web --extra duckdb --extra postgres requirements/dev.in
	$(RESOLVE) -o requirements/spark.txt -c requirements/dev.txt pyproject.toml --extra spark
	$(RESOLVE) -o requirements/semantic.txt -c requirements/dev.txt pyproject.toml --extra semantic
	$(RESOLVE) -o requirements/bench.txt -c requirements/dev.txt requirements/bench.in
	$(RESOLVE) -o requirements/bench-openfisca.txt requirements/bench-openfisca.in

clean:
	rm -rf $(VENV) $(VENV)-openfisca build src/*.egg-info

# ---- set-up -----------------------------------------------------------------------------------

# One resolution for Python 3.11 and later on every platform, with the hashes of all files.
RESOLVE = build/lock/bin/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --quiet $(if $(UPGRADE),--upgrade)

# As root on Debian: install the package. Otherwise: say what to install.
define apt
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
else echo "Please install the system package $(1) and run make again." >&2; exit 1; fi
endef

# A virtual environment in $(1).
define venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Corridor needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call apt,$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')); }
$(PYTHON) -m venv $(1)
endef

$(BIN)/python:
	$(call venv,$(VENV))

# The package itself is installed in place: a change under src/ needs no new set-up.
$(VENV)/.stamp-run: requirements/build.txt requirements/run.txt pyproject.toml | $(BIN)/python
	$(call PINNED,$(VENV)) -r requirements/run.txt
	$(call PIP,$(VENV)) -e .
	@touch $@

# Holds all of run.txt in the same versions.
$(VENV)/.stamp-dev: requirements/build.txt requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call PINNED,$(VENV)) -r requirements/dev.txt
	$(call PIP,$(VENV)) -e .
	@touch $(VENV)/.stamp-run $@

$(VENV)/.stamp-all: requirements/spark.txt requirements/semantic.txt $(VENV)/.stamp-dev
	$(call PINNED,$(VENV)) -r requirements/spark.txt
	$(call PINNED,$(VENV)) -r requirements/semantic.txt
	@touch $@

$(VENV)/.stamp-bench: requirements/bench.txt $(VENV)/.stamp-dev
	$(call PINNED,$(VENV)) -r requirements/bench.txt
	@touch $@

$(VENV)-openfisca/.stamp: requirements/build.txt requirements/bench-openfisca.txt
	$(call venv,$(VENV)-openfisca)
	$(call PINNED,$(VENV)-openfisca) -r requirements/bench-openfisca.txt
	@touch $@

build/lock/.stamp:
	$(call venv,build/lock)
	$(call PINNED,build/lock) -r requirements/lock.txt
	@touch $@
