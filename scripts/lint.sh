#!/usr/bin/env bash
# make lint: format, the floors' import rules, generated code current, no self-referring message, scripts that parse.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
scripts/install-dependencies.sh

sources=()
for path in Package.swift Sources migrations Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/grpc/Package.swift \
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

check "format (swift format)" \
  swift format lint --strict --recursive --parallel --configuration .swift-format "${sources[@]}"
check "floors (scripts/check-imports.sh)" scripts/check-imports.sh
check "generated code is current (scripts/proto.sh --check)" scripts/proto.sh --check
check "no self-referring message (scripts/check-recursion.sh)" scripts/check-recursion.sh
check "shell scripts parse" parse_shell_scripts
if command -v shellcheck >/dev/null; then
  check "shell scripts (shellcheck)" shellcheck "${shell_scripts[@]}"
fi
exit $failed
