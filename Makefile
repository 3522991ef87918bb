# Letopis: `make demo` to see it, `make test` to trust it.
.DEFAULT_GOAL := help
GO      ?= go
BIN     := bin/letopis
DEMO    ?= demo-data
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

export CGO_ENABLED = 0

.PHONY: help build demo test test-cluster torture fuzz deps lint generate eval bench bench-cluster packaging schemathesis changelog race soak clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## bin/letopis
	$(GO) build -trimpath -tags nomsgpack -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/letopis

demo: build ## ingest samples/ and serve the site on http://localhost:8080 (LETOPIS_SERVER_LISTEN=host:port to change)
	$(BIN) ingest --data $(DEMO) samples
	$(BIN) serve --data $(DEMO)

deps: ## what the tests need and is absent (Chromium, tesseract, Python, PostgreSQL, a JDK, a C compiler), by apt
	@scripts/deps.sh

test: deps lint ## every check and test, and what goroutines share under the race detector
	$(GO) test -timeout 15m ./...
	@if command -v cc >/dev/null; then $(MAKE) --no-print-directory race RACE="$(SHARED)"; \
	else echo "no C compiler: nothing is tested under the race detector"; fi
	@$(MAKE) --no-print-directory packaging schemathesis

ROUNDS ?= 3
test-cluster: deps ## past one machine: suites over three OpenSearch nodes, two servers whose parts are killed ROUNDS times (20 minutes at the most)
	$(GO) test -count=1 -timeout 3m ./internal/store/pgstore ./internal/blob/s3blob
	HEAP=400m $(GO) test -count=1 -timeout 8m ./index/osindex -args -nodes 3
	$(GO) test -count=1 -timeout 9m -tags cluster -v -run TestKills ./tools/cluster -args -rounds $(ROUNDS)

torture: build ## damage 420 copies of an archive, live and at rest: no answer may be wrong (40 minutes at the most, not part of make test)
	$(GO) run ./tools/torture --program $(BIN) --workers $$(nproc)

schemathesis: ## a running server against the description of its API, in two minutes at the most (Python)
	@scripts/schemathesis.sh

packaging: ## releases: .goreleaser.yaml, deb, rpm, Dockerfile, systemd units, manifests for Compose and Kubernetes
	cd tools/packaging && $(GO) vet . && $(GO) test -count=1 . # Go does not see that files beside the module have changed

changelog: ## CHANGELOG.md, from changelog/
	$(GO) run ./tools/changelog

fuzz: ## each fuzz target for TIME (20s), not part of make test; TARGETS=^FuzzHTML for some
	@scripts/fuzz.sh

lint: ## gofmt, vet, staticcheck, style and the arrows between packages
	@scripts/lint.sh

BLIND = tools/eval/testdata/queries
eval: build ## quality against the judged material beside the repository (../shared)
	@test -d ../shared/eval || { echo "make eval needs ../shared/eval and ../shared/corpus"; exit 1; }
	rm -rf eval-data && $(BIN) ingest --data eval-data ../shared/corpus
	$(GO) run ./tools/eval relevance --data eval-data --queries ../shared/eval/relevance/queries.jsonl --qrels ../shared/eval/relevance/qrels.tsv
	$(GO) run ./tools/eval relevance --data eval-data --queries $(BLIND)/tune/queries.jsonl --qrels $(BLIND)/tune/qrels.tsv,$(BLIND)/tune/qrels-added.tsv
	$(GO) run ./tools/eval relevance --data eval-data --queries $(BLIND)/held/queries.jsonl --qrels $(BLIND)/held/qrels.tsv,$(BLIND)/held/qrels-added.tsv --misses 0
	$(GO) run ./tools/eval relevance --data eval-data --queries $(BLIND)/later/queries.jsonl --qrels $(BLIND)/later/qrels.tsv --misses 0
	$(GO) run ./tools/eval relevance --data eval-data --queries $(BLIND)/forty-tune/queries.jsonl --qrels $(BLIND)/forty-tune/qrels.tsv
	$(GO) run ./tools/eval relevance --data eval-data --queries $(BLIND)/forty-held/queries.jsonl --qrels $(BLIND)/forty-held/qrels.tsv --misses 0
	$(GO) run ./tools/eval compare --data eval-data --judged $(BLIND)/tune,$(BLIND)/held,$(BLIND)/later,$(BLIND)/forty-tune,$(BLIND)/forty-held --peer sqlite
	$(GO) run ./tools/eval facets --data eval-data --gold ../shared/eval/facets/dev.jsonl

generate: ## everything generated: dictionary, API types, widget
	$(GO) generate ./...

DOCS ?= 20000
FROM ?= samples
bench: build ## speed on DOCS documents made of the paragraphs of FROM, beside bleve's own search and SQLite
	$(GO) run ./tools/bench --docs $(DOCS) --from $(FROM) --peer bleve --peer sqlite

bench-cluster: ## the same documents (DOCS) in a folder and in PostgreSQL, S3 and OpenSearch: speed, bytes, memory
	$(GO) test -count=1 -timeout 4h -tags cluster -v -run TestFigures ./tools/cluster -args -docs $(DOCS) -from $(abspath $(FROM))

# What many goroutines use at the same time, of which the tests are quick.
SHARED := ./index/bleveindex/segcache ./index/bleveindex/topk ./index/segment ./internal/cache ./internal/datadir ./internal/indexer \
	./internal/ingest ./internal/query/related ./internal/query/spell ./internal/query/suggest ./internal/query/vocab ./internal/sandbox \
	./internal/server/admission ./internal/server/label ./internal/server/respond ./internal/server/view ./internal/source
RACE ?= ./index/... ./internal/... ./cmd/...
race: ## everything under the race detector (RACE=packages for some; needs a C compiler)
	@# SQLite is translated C: it points where checkptr lets Go alone point.
	CGO_ENABLED=1 $(GO) test -race -gcflags=all=-d=checkptr=0 -short -timeout 60m $(RACE)

SOAK_MINUTES ?= 20
soak: build ## a server under everything people do for SOAK_MINUTES (20): memory and descriptors stay as they are
	$(GO) run ./tools/soak --program $(BIN) --for $(SOAK_MINUTES)m

clean:
	rm -rf bin dist dist-files eval-data $(DEMO)
