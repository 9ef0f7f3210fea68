# Abeyance: `make demo` tells the story, `make test` proves it. Both install what they need.

# One set of flags for everything: changing them rebuilds the whole tree.
FLAGS   := -c release --explicit-target-dependency-import-check error
BUILD   := swift build $(FLAGS)
BIN     := .build/release
PREFIX  ?= /usr/local
VENV    := .venv
PYTHON  := $(VENV)/bin/python -I
WORK    ?= abeyance-run
FETCH    = if [ "$$ABEYANCE_OFFLINE" = 1 ]; then echo "offline: the face model is not fetched" >&2; \
           else $(BIN)/abeyance core install --if-missing --photographs; fi

PACKAGES := libssl-dev libsqlite3-dev libturbojpeg0-dev libopenblas-dev zlib1g-dev \
            python3 python3-venv python3-pip curl openssl strace faketime

.DEFAULT_GOAL := build
.PHONY: build deps venv model demo test crash nightly run lint format bench conformance fuzz sanitize install clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: deps ## the two programs, in release mode
	$(BUILD)

deps: ## the Debian packages that are missing (as root), or the line that installs them
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install \
	    -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "missing packages; run: sudo apt-get install --no-install-recommends$$missing" >&2; exit 2; fi

venv: deps ## the Python tools of the tests (boto3, cedarpy), in $(VENV)
	@stamp="$(VENV)/.complete-$$(sha256sum Tests/requirements.txt | cut -c1-16)"; \
	if [ ! -e "$$stamp" ]; then \
	  if [ "$$ABEYANCE_OFFLINE" = 1 ]; then echo "offline: the Python tools are not installed" >&2; exit 0; fi; \
	  rm -rf $(VENV) && python3 -m venv $(VENV) \
	  && $(PYTHON) -m pip install --quiet --disable-pip-version-check -r Tests/requirements.txt \
	  && touch "$$stamp"; fi

model: build ## the face model and the demo's photographs: fetched by pinned digest, converted, once
	@$(FETCH)

demo: model ## the whole story, on real photographs
	$(BIN)/abeyance demo

test: deps venv ## every test
	$(BUILD) --build-tests
	@$(FETCH)
	@ABEYANCE_CRASH_ROUNDS=$${ABEYANCE_CRASH_ROUNDS:-20} bash Tests/run.sh $(FLAGS)

crash: deps venv ## fifty rounds of kill -9, a thousand races for a warrant's last uses
	$(BUILD) --build-tests
	@$(FETCH)
	@ABEYANCE_CRASH_ROUNDS=50 ABEYANCE_RACE_ROUNDS=1000 bash Tests/run.sh $(FLAGS) --filter 'CrashTests|WarrantRaceTests'

nightly: deps venv ## 200 rounds of kill -9, every fault of the disk, power loss, clocks, races, logs of millions of entries
	$(BUILD) --build-tests
	@$(FETCH)
	@ABEYANCE_CRASH_ROUNDS=200 ABEYANCE_RACE_ROUNDS=1000 bash Tests/run.sh $(FLAGS) \
	  --filter 'CrashTests|DiskFaultTests|PowerLossTests|LargeLogTests|OrderingTests|ClockStepTests|WarrantRaceTests'

run: model ## a broker on loopback with throw-away certificates, in $(WORK)
	@test -e $(WORK)/abeyance.yaml || $(BIN)/abeyance init $(WORK)
	$(BIN)/abeyance serve --config $(WORK)/abeyance.yaml

lint: ## formatting and house rules
	swift format lint --strict --recursive Package.swift Sources Tests
	@sh Tests/lint.sh

format: ## rewrite the sources as the lint wants them
	swift format --in-place --recursive Package.swift Sources Tests

bench: deps venv ## figures: handshake, decision, append, photo to template
	$(BUILD)
	$(BIN)/abeyance-bench $(BENCH)

conformance: deps ## WARRANTS=FILE.json, CEDAR_CORPUS=FILE.tar.gz, TLOG=DIR, LIMBO=FILE.json or FACES=DIR, judged
	$(BUILD)
	@$(BIN)/abeyance-bench conformance \
	  $(if $(WARRANTS),--warrants $(WARRANTS)) $(if $(CEDAR_CORPUS),--cedar-corpus $(CEDAR_CORPUS)) \
	  $(if $(TLOG),--tlog $(TLOG)) $(if $(LIMBO),--limbo $(LIMBO)) $(if $(FACES),--faces $(FACES))

fuzz: ## libFuzzer for some seconds: make fuzz TARGET=policy SECONDS=60 (Tests/Fuzz/run.sh names the targets)
	sh Tests/Fuzz/run.sh $(or $(TARGET),policy) $(or $(SECONDS),60)

sanitize: model venv ## the tests under the address and the thread sanitizer (two hours)
	bash Tests/Sanitizers/run.sh address
	bash Tests/Sanitizers/run.sh thread

install: deps ## programs that need no Swift, and the example policies, below $(PREFIX)
	$(BUILD) --static-swift-stdlib --scratch-path .build-install
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/abeyance
	install -m 755 .build-install/release/abeyance .build-install/release/abeyance-core $(DESTDIR)$(PREFIX)/bin
	cp -R policies $(DESTDIR)$(PREFIX)/share/abeyance/

clean: ## what was built (not the downloaded model)
	rm -rf .build .build-install .build-address .build-thread
