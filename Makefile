# Each target sets up what it needs in .venv and can be the first command in a fresh clone.
# Another Python (3.11 or newer): make test PYTHON=python3.13

PYTHON = python3
VENV = .venv
BENCH =
PAIRS =
RUNS = 20000
SEED = 0
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test test-quick test-floors test-engines engines announce lint types check bench mutation peers train fuzz fuzz-guided \
  fuzz-json fuzz-pages docs pictures site clean compiled test-compiled

demo: $(VENV)/runtime.stamp
	@mkdir -p build
	$(BIN)/python -m telegram_dump_parser inspect fixtures/demo.txt
	$(BIN)/python -m telegram_dump_parser parse fixtures/demo.txt -o build/demo.jsonl --force
	@echo "The dump is fixtures/demo.txt, its posts are in build/demo.jsonl. Try a file of yours:"
	@echo "  $(BIN)/telegram-dump-parser parse FILE -o posts.csv"

test: announce $(VENV)/test.stamp
	$(BIN)/python -m pytest

announce:
	@echo "make test: sets up $(VENV) at first, about 1 GB (packages of the group test in pyproject.toml);"
	@echo "the tests then take 5 to 10 minutes on two cores. make test-quick takes two or three."

# The parts that change most often: without tests that start processes, engines, growth, builds or training.
QUICK = tests/lines tests/text tests/formats tests/records tests/exports tests/output tests/corpora/test_collection.py \
  tests/test_api.py tests/test_architecture.py tests/test_comparison.py

test-quick: $(VENV)/test.stamp
	$(BIN)/python -m pytest -q $(QUICK)

# All tests with the oldest versions that pyproject.toml allows, except tests of documents, which show the output of the
# newest; the tutorial runs with all versions. Warnings of old packages about each other are not errors.
SHOWN = $(filter-out tests/docs/test_tutorial.py, $(wildcard tests/docs/test_*.py))

test-floors:
	$(PYTHON) -m venv $(VENV)-floors
	$(PYTHON) scripts/floors.py test > $(VENV)-floors/floors.txt
	$(VENV)-floors/bin/python -m pip --disable-pip-version-check install --quiet --requirement $(VENV)-floors/floors.txt
	$(VENV)-floors/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --editable .
	$(VENV)-floors/bin/python -m pytest -W default::DeprecationWarning $(addprefix --ignore=, $(SHOWN))

# With Spark, which needs Java 17 or newer, and the other engines of docs/pipelines.md: half a gigabyte.
test-engines: $(VENV)/test.stamp $(VENV)/engines.stamp
	$(BIN)/python -m pytest -rs tests/integrations tests/docs/test_recipes.py

# A wheel for this platform in dist/, with the modules in which most of the time goes compiled by mypyc; takes minutes.
# Without a C compiler or Python's headers the wheel is pure Python, and a warning says so.
compiled: $(VENV)/runtime.stamp
	rm -rf dist
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m pip --disable-pip-version-check wheel --verbose --no-deps \
	  --wheel-dir dist . 2>&1 | { grep -E "could be compiled|^ *ERROR|: error:" || true; }
	@ls dist/*.whl

# The tests on what `make compiled` has made, in a copy of this tree; those of documents and engines do not depend on it.
test-compiled: $(VENV)/test.stamp
	$(BIN)/python scripts/compiled_tree.py dist/*.whl build/compiled
	cd build/compiled && PYTHONPATH=$(CURDIR)/build/compiled $(abspath $(BIN))/python -m pytest -q \
	  --ignore tests/docs --ignore tests/integrations

# The same engines, one by one: if one cannot be installed, its tests are skipped, and the others run.
engines: $(VENV)/test.stamp
	@$(BIN)/python -c 'import tomllib; groups = tomllib.load(open("pyproject.toml", "rb")); \
	  print(*groups["dependency-groups"]["engines"], sep="\n")' | while read -r engine; do \
	  echo "installing $$engine"; \
	  $(PIP) "$$engine" </dev/null || echo "$$engine could not be installed; its tests are skipped" >&2; done

lint: $(VENV)/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/lint.stamp
	$(BIN)/mypy

check: lint types

# The figures of README.md and docs/: accuracy, calibration, what fails, speed. Without a bench folder only speed is run.
# make bench PAIRS=FOLDER first makes gold of the dumps in that folder that are next to their page or export, and scores them.
bench: $(VENV)/test.stamp
	@if [ -n "$(PAIRS)" ]; then $(BIN)/python benchmarks/gold.py "$(PAIRS)" && \
	  $(BIN)/python benchmarks/accuracy.py $(BENCH) --ours --folder "$(abspath $(PAIRS))"; fi
	$(BIN)/python benchmarks/accuracy.py --write $(BENCH)
	$(BIN)/python benchmarks/calibrate.py --write $(BENCH)
	$(BIN)/python benchmarks/failures.py --write $(BENCH)
	$(BIN)/python benchmarks/robustness.py --write $(BENCH)
	$(BIN)/python benchmarks/speed.py --write $(BENCH)
	$(BIN)/python benchmarks/startup.py --write

# This parser compared with others, which are installed in benchmarks/.peers first: a gigabyte, and one needs Node.
peers: $(VENV)/runtime.stamp
	$(BIN)/python benchmarks/peers.py --install --write $(BENCH)
	$(BIN)/python benchmarks/json_peers.py --install --write

# Which small mistakes in the code the tests notice: a sample of each module; takes minutes.
mutation: $(VENV)/test.stamp
	$(BIN)/python benchmarks/mutation.py

# The trees that find posts in dumps without an echo, and what docs/accuracy.md says of channels that they have not seen;
# needs a bench folder.
train: $(VENV)/train.stamp
	$(BIN)/python scripts/train.py --write $(BENCH)

# Hostile dumps against the contract (docs/reliability.md): composed at random, or guided by the coverage of the code, which
# needs atheris (Linux, macOS). make fuzz RUNS=1000000 SEED=7
fuzz: $(VENV)/runtime.stamp
	$(BIN)/python fuzz/run.py --runs $(RUNS) --seed $(SEED)

fuzz-json: $(VENV)/runtime.stamp
	$(BIN)/python fuzz/mutated_json.py --runs $(RUNS) --seed $(SEED)

fuzz-pages: $(VENV)/test.stamp
	$(BIN)/python fuzz/mutated_pages.py --runs $(RUNS) --seed $(SEED)

fuzz-guided: $(VENV)/fuzz.stamp
	@mkdir -p build/corpus
	$(BIN)/python fuzz/guided.py build/corpus -runs=$(RUNS) -max_len=80 -artifact_prefix=build/

# The documents that are made from the code: the schema, the commands, the state machine's picture and table, the fields,
# the output of the examples and of the tutorial; then the site.
docs: $(VENV)/test.stamp
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python tests/docs/test_docs.py
	$(BIN)/python tests/docs/test_tutorial.py
	$(MAKE) site

# The pictures of the report in docs/; needs chromium.
pictures: $(VENV)/test.stamp
	$(BIN)/python scripts/make_pictures.py

# The documents as pages, in build/site; to search in them: python -m http.server -d build/site
site: $(VENV)/docs.stamp
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --site-dir build/site

clean:
	rm -rf $(VENV) $(VENV)-floors benchmarks/.peers build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
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
