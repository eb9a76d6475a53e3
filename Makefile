# Every target starts from nothing: on Debian it installs what is missing first. DATABASE_URL set means that database
# instead of a private one (demo, demo-queue, demo-delivery, up, test).
.PHONY: help demo demo-queue demo-delivery up build test lint sanitize crash-test bench compare proto clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Runs the product: 1,000 coupons, 10,000 requests in 10 s, and the proof of the outcome
	@scripts/demo.sh

demo-queue: ## Runs the waiting queue: 2,000 users stand in line for 1,000 coupons, and the proof of the outcome
	@scripts/demo-queue.sh

demo-delivery: ## Hands coupons to a partner that refuses some and cuts some off, and the proof that both books agree
	@scripts/demo-delivery.sh

up: ## Keeps server and scheduler running until Ctrl-C, and says how to call them
	@scripts/up.sh

build: ## Builds the programs in release
	@scripts/install-dependencies.sh
	swift build --configuration release

test: ## Runs every test on a private PostgreSQL; FILTER=Name runs those that match
	@scripts/test.sh

lint: ## Checks format, sources, imports, generated code and scripts
	@scripts/lint.sh

sanitize: ## Runs the unit tests under the thread sanitizer, and the C code's under those for addresses and undefined behaviour
	@scripts/sanitize.sh

crash-test: ## Kills PostgreSQL under bursts, again and again for MINUTES=10, and compares what callers were told with the database
	@scripts/crash-test.sh $(or $(MINUTES),10)

bench: ## Measures all of docs/performance.md in about half an hour and writes the tables; BENCH="issue redis" only some
	@scripts/bench.sh

compare: ## Measures this tree beside an earlier commit in turns, BEFORE=COMMIT; FIGURES="issue-1 opening" only some
	@scripts/compare.sh

proto: ## Makes the C code of proto/ again
	@scripts/install-dependencies.sh
	scripts/proto.sh

clean: ## Removes what the other targets made
	@scripts/clean.sh
