# Parvis. `make run` and `make test` do all the set-up by themselves on a bare Debian 12.
# Give further words to a program with ARGS: `make test ARGS="tests/unit/ui -k supervisor"`.

PYTHON := .venv/bin/python
CODE := accessibility benchmarks deploy kiosk offline_cache tests ui
ARGS ?=
# The whole suite in as many processes as there are processors. A file's tests stay together; the files that take long
# come first, by their folders' names, and not those with many tests.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
MINUTES ?= 1
.DEFAULT_GOAL := help
.PHONY: help run test faults check lint types imports qml audit vulnerabilities sbom bench bench-forms bench-speech bench-outbox fuzz mutate \
	pictures words lock clean setup setup-run setup-bench setup-bench-forms setup-bench-speech setup-fuzz

help:
	@echo "make run       the kiosk, with its courier and a demonstration desk"
	@echo "make test      the test suite"
	@echo "make faults    the kiosk under faults, in full: an hour (ARGS=crash: that program alone)"
	@echo "make audit     every page of the demonstration, looked at under every setting"
	@echo "make check     ruff, mypy, import rules, qmllint, known vulnerabilities, list of components"
	@echo "make bench     what Parvis claims about speed and memory, measured"
	@echo "make bench-forms   the forms engine beside others, measured"
	@echo "make bench-speech  how soon, exactly, fast and privately the voice speaks, measured"
	@echo "make bench-outbox  what a full outbox costs, measured"
	@echo "make fuzz      throw rubbish at the forms engine, a minute a target (MINUTES=10: longer)"
	@echo "make mutate    break the XPath engine on purpose, and list what no test noticed"
	@echo "make pictures  the README's pictures, from the real window"
	@echo "make words     compile the interface's words"
	@echo "make lock      renew the locked requirements"
	@echo "make clean     remove what was built (the environment too)"

setup:
	@deploy/setup.sh test

setup-run:
	@deploy/setup.sh run

setup-bench:
	@deploy/setup.sh bench

setup-fuzz:
	@deploy/setup.sh fuzz

setup-bench-forms:
	@deploy/setup.sh bench-forms

setup-bench-speech:
	@deploy/setup.sh bench-speech

run: setup-run
	@exec $(PYTHON) -m ui.cli run --demonstration $(ARGS)

test: setup
	@$(PYTHON) -m pytest $(or $(ARGS),$(SIDE_BY_SIDE))

# `make test` holds a short form of each.
faults: setup
	@$(PYTHON) -m tests.faults $(ARGS)

# Vulnerabilities come last: that needs the network, and the rest should have spoken before it fails for want of it.
check: lint types imports qml sbom vulnerabilities

lint: setup
	$(PYTHON) -m ruff check $(CODE)

types: setup
	$(PYTHON) -m mypy

imports: setup
	.venv/bin/lint-imports --no-logo

qml: setup
	$(PYTHON) deploy/lint_qml.py

# Known flaws of the packages: needs the network.
vulnerabilities: setup
	@$(PYTHON) deploy/vulnerabilities.py

# Every page of the demonstration pack, under every setting; `make test` holds a sample.
audit: setup
	@$(PYTHON) -m ui.cli audit packs/rivemont --all --report build/audit $(ARGS)

sbom: setup
	@mkdir -p build
	$(PYTHON) -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
		--output-file build/parvis.cdx.json requirements.txt
	@echo "The components are listed in build/parvis.cdx.json (CycloneDX)."

bench: setup-bench
	@$(PYTHON) -m benchmarks $(ARGS)

fuzz: setup-fuzz
	@for target in rule form answers resource resumed repeats; do \
		$(PYTHON) -m tests.fuzz.run $$target -max_total_time=$$(( $(MINUTES) * 60 )) $(ARGS) || exit 1; done

mutate: setup-fuzz
	@$(PYTHON) deploy/mutate.py $(ARGS); $(PYTHON) -m mutmut results

# Other engines are brought into build/peers, never into .venv.
bench-forms: setup-bench-forms
	@$(PYTHON) -m benchmarks.forms $(ARGS)

bench-speech: setup-bench-speech
	@$(PYTHON) -m benchmarks.speech $(ARGS)

bench-outbox: setup
	@$(PYTHON) -m benchmarks.outbox $(ARGS)

pictures: setup
	@$(PYTHON) deploy/pictures.py $(ARGS)

words: setup

lock: setup
	@deploy/lock.sh

clean:
	rm -rf build mutants .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find accessibility benchmarks deploy kiosk offline_cache tests ui -name __pycache__ -type d -prune -exec rm -rf {} +
	find kiosk/words/locale -name '*.mo' -delete
