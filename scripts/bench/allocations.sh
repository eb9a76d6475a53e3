#!/usr/bin/env bash
# Measures the allocations that campaign-server makes for a call that it refuses from memory: a short run and a longer
# one on a server each, and what the longer one has more, of calls and of allocations.
#   scripts/bench/allocations.sh RESULTS
# writes RESULTS/refusals-allocations.json. Needs what scripts/bench/refusals.sh needs, and a C compiler.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/figures.sh"
source "$root/scripts/library/bench-server.sh"
require_variables DATABASE_URL PRODUCT_PROGRAMS BENCHMARK_PROGRAMS
results=${1:?"usage: allocations.sh RESULTS"}
product_programs=$PRODUCT_PROGRAMS
tools=$BENCHMARK_PROGRAMS
rounds=${ROUNDS:-3}

# Sets `calls` and `allocations`.
refuse() { # refuse SECONDS
  local output
  start_listener campaign-server env LD_PRELOAD="$run_folder/allocation_total.so" \
    "$product_programs/campaign-server" --listen 127.0.0.1:0
  output=$("$tools/refusal-load" --address "$address" --campaign "$campaign" --connections 64 \
    --in-flight-per-connection 4 --seconds "$1" --json)
  end_listener "$launched"
  calls=$(value - calls <<<"$output")
  allocations=$(sed -n 's/^allocations: //p' "$run_folder/campaign-server.log")
}

mkdir -p "$results"
open_run_folder allocations
compiler=$(command -v cc || command -v clang)
"$compiler" -O2 -shared -fPIC -o "$run_folder/allocation_total.so" "$root/Benchmarks/Preload/allocation_total.c"
start_bench_server
sell_out_campaign
end_listener "$server"
runs=""
for ((round = 0; round < rounds; round++)); do
  refuse 1
  short_calls=$calls
  short_allocations=$allocations
  refuse 3
  # Rounds to a hundredth: what a server allocates when it starts differs from one to the next, by more than the calls
  # do.
  runs+=" $(awk -v more="$((allocations - short_allocations))" -v calls="$((calls - short_calls))" \
    'BEGIN { printf "%.2f", (more > 0 ? more / calls : 0) }')"
done
figure refusals/allocations allocations/call "" "$runs" 'details={"connections": 64, "in_flight": 256}'
