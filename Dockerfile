# One image for all services; the command says which one a container is: apps/<service>/dist/main.js.
#   docker build -t clientele .
#   docker run --read-only --tmpfs /tmp ... clientele apps/intake/dist/main.js
# tools/deploy runs these steps in a plain folder: RUN lines keep to relative paths and to what sh, find and Node have.

# The Node that package.json pins. For a base that cannot change under its name, add its digest:
#   docker buildx imagetools inspect node:24.21.0-trixie-slim
#   docker build --build-arg NODE_IMAGE=node:24.21.0-trixie-slim@sha256:... .
ARG NODE_IMAGE=node:24.21.0-trixie-slim

# Manifests alone: packages are installed anew when these change, and not with every source.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /clientele
COPY . .
RUN find . -depth \( -type f ! -name package.json ! -name package-lock.json -o -type d -empty \) -delete

# What runs needs. Neither the embedded PostgreSQL (optional packages) nor a second Node (an install script) is part of it.
FROM ${NODE_IMAGE} AS packages
WORKDIR /clientele
COPY --from=manifests /clientele ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS build
WORKDIR /clientele
COPY --from=manifests /clientele ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs && find apps libs -name src -prune -exec rm -r {} +

FROM ${NODE_IMAGE} AS tini
RUN apt-get update && apt-get install -y --no-install-recommends tini

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Clientele" \
      org.opencontainers.image.description="An event-sourced customer platform: its services and its gateway" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /clientele
# The heap follows the container's memory limit; what is left is for buffers and code.
ENV NODE_ENV=production \
    NODE_OPTIONS="--enable-source-maps --max-old-space-size-percentage=60" \
    HOST=0.0.0.0 \
    PORT=3000
COPY --from=tini /usr/bin/tini-static /usr/local/bin/tini
# From what changes rarely to what changes often. All of it is root's: a service cannot change its own code.
COPY --from=packages /clientele/node_modules ./node_modules
COPY LICENSE package.json deploy/docker/health.mjs ./
COPY --from=build /clientele/libs ./libs
COPY --from=build /clientele/apps ./apps
# The user "node" of the base, as a number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "health.mjs"]
ENTRYPOINT ["tini", "--", "node"]
CMD ["apps/gateway/dist/main.js"]
