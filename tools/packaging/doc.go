// Package packaging holds what releases are made of to tests: .goreleaser.yaml,
// the deb and rpm that it describes, the Dockerfile, the systemd units, and the
// manifests for Docker Compose and Kubernetes. It is a module of its own, so that
// none of what it needs is needed by Letopis.
package packaging
