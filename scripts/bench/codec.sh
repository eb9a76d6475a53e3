#!/usr/bin/env bash
# Measures the cost of the codec and of the domain's decision by themselves, in nanoseconds and allocations.
#   scripts/bench/codec.sh RESULTS
# writes RESULTS/codec-*.json. Needs BENCHMARK_PROGRAMS, the folder of the release builds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/library/figures.sh"
results=${1:?"usage: codec.sh RESULTS"}
mkdir -p "$results"
tools=${BENCHMARK_PROGRAMS:?"set BENCHMARK_PROGRAMS; scripts/bench.sh does"}
"$tools/codec-benchmark" --json |
  while read -r line; do
    name=$(sed -nE 's/.*"name": "([^"]*)".*/\1/p' <<<"$line")
    runs=$(sed -nE 's/.*"runs": \[([^]]*)\].*/\1/p' <<<"$line" | tr ',' ' ')
    figure "codec/$(tr ' ' '-' <<<"${name//[^a-z0-9 ]/}")" ns "" "$runs" \
      "details={\"allocations\": $(value - allocations <<<"$line")}"
  done
