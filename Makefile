# Two commands for everybody: `make demo` shows the program at work, `make test` runs every check.
# Both make their own environment in .venv; nothing else on the machine is changed but the one system package libzbar0.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# The tests compiled are kept even where Python is told to keep nothing: else each of pytest's workers compiles them all.
PYTEST := env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/compiled $(BIN)/pytest

.PHONY: demo test test-devices test-faults bench explore fuzz lint types contracts tests libzbar clean

demo: $(STAMP)
	@$(BIN)/tracker demo

# Types are checked on one core while the other compiles the tests and begins with them. What mypy says is told last.
test: $(STAMP) lint contracts
	@$(BIN)/mypy >$(VENV)/types.txt 2>&1 & types=$$!; \
	$(PYTEST) -n 0 --collect-only -qq >/dev/null 2>&1; \
	$(PYTEST); tests=$$?; \
	wait $$types; types=$$?; \
	cat $(VENV)/types.txt; \
	[ $$tests = 0 ] || echo "The tests failed."; \
	[ $$types = 0 ] || echo "The types are wrong."; \
	[ $$tests$$types = 00 ]

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

tests: $(STAMP)
	$(PYTEST)

# The drivers against devices of a real kernel, in a small virtual machine; skipped with what to install where QEMU is
# missing. `make test-devices INSTALL=1` gets what it needs.
test-devices: $(STAMP)
	$(BIN)/python -m tests.devices $(if $(INSTALL),--install)

# The long runs behind tests/faults: power cuts, kills, faults between any two steps, a day's scans. Prints what each came to.
test-faults: $(STAMP)
	$(BIN)/python -m tests.faults

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# Every law of the tests with 2,000 random examples in place of 60 that are always the same.
explore: $(STAMP)
	$(PYTEST) -m hypothesis --hypothesis-profile=explore --timeout=0

# A minute for each decoder and parser. Without atheris each says so and is skipped:  .venv/bin/pip install atheris
fuzz: $(STAMP)
	$(BIN)/python -m tests.fuzz all 60

$(STAMP): pyproject.toml constraints.txt | libzbar
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; say which: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing. As root: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# pyzbar's second opinion needs libzbar0. Without it reading goes on with zxing-cpp, and `tracker doctor` says so.
libzbar:
	@if $(PYTHON) -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("zbar"))'; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing libzbar0 ..."; \
		apt-get install -y -qq libzbar0 >/dev/null 2>&1 || \
		{ apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq libzbar0 >/dev/null 2>&1; } || \
		echo "libzbar0 could not be installed; reading goes on without it."; \
	else \
		echo "For pyzbar's second opinion install libzbar0:  sudo apt-get install libzbar0"; \
		echo "Without it reading goes on with zxing-cpp."; \
	fi

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
