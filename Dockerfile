# syntax=docker/dockerfile:1
# The server as one static program without a shell:
#   docker build --build-arg VERSION=$(git describe --tags --always) -t letopis .
#   docker run --rm -v letopis:/data -p 8080:8080 letopis
#   docker run --rm -v letopis:/data -v /srv/portal:/in:ro letopis ingest /in
# With tesseract, to read scans: docker build --target ocr …
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags nomsgpack \
        -ldflags "-s -w -X main.version=$VERSION" -o /out/letopis ./cmd/letopis \
    && mkdir -p /out/data /out/cache

FROM debian:bookworm-slim AS ocr
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tesseract-ocr tesseract-ocr-rus \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/letopis /usr/bin/letopis
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/cache /cache
ENV LETOPIS_DATA=/data LETOPIS_SERVER_LISTEN=:8080 XDG_CACHE_HOME=/cache
USER 65532:65532
VOLUME ["/data", "/cache"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["/usr/bin/letopis", "health"]
ENTRYPOINT ["/usr/bin/letopis"]
CMD ["serve"]

# Certificates, time zones, /tmp and a user, nothing else.
FROM gcr.io/distroless/static-debian12:nonroot AS letopis
COPY --from=build /out/letopis /usr/bin/letopis
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/cache /cache
ENV LETOPIS_DATA=/data LETOPIS_SERVER_LISTEN=:8080 XDG_CACHE_HOME=/cache
USER 65532:65532
VOLUME ["/data", "/cache"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["/usr/bin/letopis", "health"]
ENTRYPOINT ["/usr/bin/letopis"]
CMD ["serve"]
