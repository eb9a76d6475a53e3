#!/usr/bin/env bash
# Installs the Debian packages that building and running Seonchak needs. Does nothing, and needs no network, when all
# is there; on a system without apt-get it says what to install and exits 1. With --lint, --test or --bench those that only
# make lint, the tests or the benchmarks need as well.
#
# Debian's package `postgresql` makes and starts a cluster of its own, on port 5432, and `pgbouncer` a service on port 6432.
# We use neither them nor their ports, and leave them alone: only the programs are needed (scripts/postgres.sh;
# Tests/IntegrationTests/Support/RunningPooler.swift).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
purpose=${1:-}
packages=()

require() { # require PACKAGE CONDITION...: notes the package as missing when the condition fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || packages+=("$package")
}

has_well_known_protos() {
  local folder
  folder=$(pkg-config --variable=includedir protobuf 2>/dev/null) || folder=/usr/include
  [ -f "$folder/google/protobuf/timestamp.proto" ] || [ -f /usr/include/google/protobuf/timestamp.proto ]
}

find_missing_packages() {
  packages=()
  require pkg-config command -v pkg-config
  require libpq-dev pkg-config --exists libpq
  require libssl-dev pkg-config --exists libcrypto
  require libprotobuf-c-dev pkg-config --exists libprotobuf-c
  require protobuf-c-compiler command -v protoc-c
  require protobuf-compiler command -v protoc
  require libprotobuf-dev has_well_known_protos
  # async-http-client links it; libprotobuf-dev brings it, too.
  require zlib1g-dev test -f /usr/include/zlib.h
  require postgresql "$root/scripts/postgres.sh" bin
  if [ "$purpose" = --lint ]; then
    require shellcheck command -v shellcheck
  fi
  if [ "$purpose" = --test ]; then
    require pgbouncer test -x /usr/sbin/pgbouncer
  fi
  if [ "$purpose" = --bench ]; then
    require redis-tools command -v redis-benchmark
    require nghttp2-client command -v h2load
  fi
}

if ! command -v swift >/dev/null; then
  echo "Seonchak is built with Swift 6.3: install it (https://www.swift.org/install/linux) and have 'swift' in PATH." >&2
  exit 1
fi
find_missing_packages
[ ${#packages[@]} -gt 0 ] || exit 0

all_packages="pkg-config libpq-dev libssl-dev libprotobuf-c-dev protobuf-c-compiler protobuf-compiler libprotobuf-dev postgresql"
[ "$purpose" != --lint ] || all_packages+=" shellcheck"
[ "$purpose" != --test ] || all_packages+=" pgbouncer"
[ "$purpose" != --bench ] || all_packages+=" redis-tools nghttp2-client"
if ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get. Install what Debian calls: $all_packages (missing: ${packages[*]})." >&2
  exit 1
fi
elevate=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing packages, and no sudo. As root: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  elevate=(sudo)
fi

echo "installing ${packages[*]}" >&2
apt_get() { "${elevate[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2; }
apt_get update
apt_get install --yes --no-install-recommends "${packages[@]}"

find_missing_packages
if [ ${#packages[@]} -gt 0 ]; then
  echo "Still missing after the installation: ${packages[*]}" >&2
  exit 1
fi
