# `make` alone lists what can be done here.
.POSIX:
.SUFFIXES:
VENV = .venv/bin/python
LOCK = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --exclude-newer '7 days' --no-annotate --custom-compile-command 'make lock' --quiet
LOCKS = deploy/requirements
RUNS = 100000

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

up: ## a whole working day in the chain, on this machine; STAY=1 keeps it running
	@sh deploy/start.sh $(STAY:1=--stay)

check: ## everything CI runs
	@sh deploy/check.sh

bench: tools ## the benchmark, with ratios to the limits measured in the same run
	@$(VENV) -m tests.bench

fuzz: tools ## coverage-guided fuzzing, RUNS inputs for each parser, and the property tests with a hundred times the examples
	@$(VENV) -m tests.fuzz all --runs=$(RUNS)
	@$(VENV) -m pytest tests/property --hypothesis-profile=fuzz --timeout=0 --hypothesis-show-statistics

faults: tools ## the fault scenarios alone: kill, fill and cut while messages flow
	@$(VENV) -m pytest tests -m faults -v

interop: tools ## exchange with the published Java library, and write docs/interop.md
	@$(VENV) -m tests.interop.java_program
	@SCHAKEL_WRITE_INTEROP=1 $(VENV) -m pytest tests/interop

format: tools ## lay out the code and repair what a machine can
	@$(VENV) -m ruff format
	@$(VENV) -m ruff check --fix

docs: tools ## write the pages and schemas that follow from the code
	@$(VENV) -m tests.architecture.pages

lock: tools ## pin every dependency anew by hash; nothing younger than a week
	@UV_PYTHON_DOWNLOADS=never $(LOCK) --upgrade -o $(LOCKS)/runtime.txt
	@UV_PYTHON_DOWNLOADS=never $(LOCK) --upgrade --group test --group lint -c $(LOCKS)/runtime.txt -o $(LOCKS)/check.txt
	@if grep -n '://' $(LOCKS)/*.txt; then echo 'a lock names a host' >&2; exit 1; fi

tools: # not listed: the others need it
	@sh deploy/prepare.sh check

.PHONY: help up check bench fuzz faults interop format docs lock tools
