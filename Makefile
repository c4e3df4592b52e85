# Two commands do everything: `make app` and `make test`. Each sets up what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
export TOKENIZERS_PARALLELISM = false
export GRADIO_ANALYTICS_ENABLED = False

.PHONY: app test lint format bench model clean

app: .venv/ready
	$(BIN)/python app.py

test: .venv/ready
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready
	$(BIN)/python -m bench

# The shipped model, from the labelled faces: see docs/model.md.
model: .venv/ready
	$(BIN)/python -m train model

.venv/ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

clean:
	rm -rf .venv out runs
