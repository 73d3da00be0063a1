# Each target sets up what it needs in .venv and can be the first command in a fresh clone.
# Another Python (3.11 or newer): make test PYTHON=python3.13

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test lint types check bench clean

demo: $(VENV)/runtime.stamp
	@mkdir -p build
	$(BIN)/python -m telegram_dump_parser inspect fixtures/demo.txt
	$(BIN)/python -m telegram_dump_parser parse fixtures/demo.txt -o build/demo.jsonl --force

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest

lint: $(VENV)/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/lint.stamp
	$(BIN)/mypy

check: lint types

# Best of three over some 20 MB, with no output: what the parsing itself takes.
bench: $(VENV)/runtime.stamp
	@mkdir -p build
	$(BIN)/python -c 'from pathlib import Path; dump = Path("fixtures/demo.txt").read_bytes(); \
	  print("bytes:", Path("build/bench.txt").write_bytes(dump * (20_000_000 // len(dump))))'
	$(BIN)/python -m timeit -n 1 -r 3 -s 'from collections import deque' \
	  -s 'from telegram_dump_parser import iter_posts' 'deque(iter_posts("build/bench.txt"), 0)'

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/runtime.stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

# pip knows --group since 25.1 only, and a venv of Python 3.11 has an older one.
$(VENV)/%.stamp: $(VENV)/runtime.stamp
	@$(BIN)/python -c 'import sys, tomllib; groups = tomllib.load(open("pyproject.toml", "rb")); \
	  print(*groups["dependency-groups"][sys.argv[1]], sep="\n")' $* > $(VENV)/$*.txt
	$(PIP) --requirement $(VENV)/$*.txt
	@touch $@
