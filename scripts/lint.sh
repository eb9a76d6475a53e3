#!/usr/bin/env bash
# make lint: format, sources as CONTRIBUTING.md wants them, imports as Package.swift declares them, generated code current, no
# self-referring message, shell scripts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
scripts/install-dependencies.sh --lint

sources=()
for path in Package.swift Sources migrations Tests scripts/generate-messages.swift Benchmarks/Package.swift Benchmarks/Sources Benchmarks/grpc/Package.swift \
  Benchmarks/grpc/Sources; do
  [ ! -e "$path" ] || sources+=("$path")
done
mapfile -t shell_scripts < <(grep -rlE --exclude-dir=.build --exclude-dir=.local '^#!.*bash' .ci scripts examples)
mapfile -t libraries < <(find scripts/library -name '*.sh')

failed=0
check() { # check WHAT COMMAND...
  local what=$1
  shift
  if "$@"; then
    echo "ok: $what"
  else
    echo "FAILED: $what" >&2
    failed=1
  fi
}

# shellcheck disable=SC2317 # called by check
parse_shell_scripts() {
  local script status=0
  for script in "${shell_scripts[@]}" "${libraries[@]}"; do
    bash -n "$script" || status=1
  done
  return "$status"
}

# A file may import any module that happens to be built, unless SwiftPM looks. Package.swift has the floors in their order.
# shellcheck disable=SC2317 # called by check
build_with_declared_imports() {
  swift build --build-tests --explicit-target-dependency-import-check error
}

check "format (swift format)" \
  swift format lint --strict --recursive --parallel --configuration .swift-format "${sources[@]}"
check "sources (scripts/check-sources.sh)" scripts/check-sources.sh
check "generated code is current (scripts/proto.sh --check)" scripts/proto.sh --check
check "no self-referring message (scripts/check-recursion.sh)" scripts/check-recursion.sh
check "shell scripts parse" parse_shell_scripts
check "shell scripts (shellcheck)" shellcheck "${shell_scripts[@]}"
check "imports are declared dependencies" build_with_declared_imports
exit $failed
