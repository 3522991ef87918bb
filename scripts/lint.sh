#!/usr/bin/env bash
# gofmt, vet, staticcheck and golangci-lint (arrows between packages, style: .golangci.yml), each at a pinned version run through the Go module proxy.
set -euo pipefail
cd "$(dirname "$0")/.."
STATICCHECK=honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI=github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
unformatted=$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 -r gofmt -l)
if [ -n "$unformatted" ]; then echo "not gofmt-clean:"; echo "$unformatted"; exit 1; fi
TEMPL=github.com/a-h/templ/cmd/templ@v0.3.1118 # as in web/pages.go
go run $TEMPL fmt -fail web >/dev/null 2>&1 || { echo "web/*.templ are not formatted: go run $TEMPL fmt web"; exit 1; }
go run $TEMPL generate -path web >/dev/null 2>&1
if [ -n "$(git status --porcelain -- 'web/*_templ.go')" ] && [ -n "${CI:-}" ]; then
	echo "web/*_templ.go are not what web/*.templ make: go generate ./web"; exit 1
fi
go vet ./...
go run $STATICCHECK ./...
go run $GOLANGCI run ./...
tagged=./tools/cluster # what is not part of make test
go vet -tags cluster $tagged
go run $STATICCHECK -tags cluster $tagged
go run $GOLANGCI run --build-tags cluster $tagged
