#!/usr/bin/env bash
# make clean: removes what the other targets made, the private database of make up included.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"

open_run_folder clean
if [ -f "$root/.local/up/postgres/home" ]; then
  if ! claim_folder "$root/.local/up"; then
    echo "make up is running: stop it first." >&2
    exit 1
  fi
  "$root/scripts/postgres.sh" remove "$root/.local/up/postgres"
fi
rm -rf "$root/.local/up" "$root/.build" "$root"/.build-* "$root/Benchmarks/.build" "$root/Benchmarks/grpc/.build" "$root/examples/go/generated"
