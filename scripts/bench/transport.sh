#!/usr/bin/env bash
# All benchmarks of the transport, one after the other: scripts/bench/transport.sh RESULTS, with the variables that
# scripts/bench/refusals.sh names.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
results=${1:?"usage: transport.sh RESULTS"}
"$folder/codec.sh" "$results"
"$folder/refusals.sh" "$results"
"$folder/allocations.sh" "$results"
"$folder/idle-memory.sh" "$results"
