#!/usr/bin/env bash
# Measures the resident memory of idle connections, beside those of a bare NIO server. Each connection has had one call.
#   scripts/bench/idle-memory.sh RESULTS
# writes RESULTS/memory-*.json. Needs what scripts/bench/refusals.sh needs. Each measurement has a server of its own that
# did nothing before: memory that was freed would be used again, and connections would seem to cost less.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/figures.sh"
source "$root/scripts/library/bench-server.sh"
require_variables DATABASE_URL PRODUCT_PROGRAMS BENCHMARK_PROGRAMS
results=${1:?"usage: idle-memory.sh RESULTS"}
product_programs=$PRODUCT_PROGRAMS
tools=$BENCHMARK_PROGRAMS
rounds=${ROUNDS:-3}

hold() { # hold ADDRESS PROCESS CONNECTIONS; prints one line of JSON
  "$tools/idle-connections" --address "$1" --campaign "$campaign" --server-process "$2" \
    --connections "$3" --json
}

measure() { # measure NAME CONNECTIONS
  local round ours echo pairs=""
  for ((round = 0; round < rounds; round++)); do
    start_bench_server
    [ -f "$run_folder/answer" ] || sell_out_campaign
    # Memory that the first call takes is taken once; it belongs to no connection.
    hold "$server_address" "$server" 2 >/dev/null
    ours=$(hold "$server_address" "$server" "$2")
    end_listener "$server"
    start_listener nio-echo "$tools/nio-echo" --answer "$run_folder/answer"
    hold "$address" "$launched" 2 >/dev/null
    echo=$(hold "$address" "$launched" "$2")
    end_listener "$launched"
    pairs+=" $(value - kib_per_connection <<<"$ours"):$(value - kib_per_connection <<<"$echo")"
  done
  figure "memory/$1" KiB/connection "bare NIO echo" "$pairs" \
    "details={\"connections\": $2, \"last_run\": $ours, \"last_run_of_reference\": $echo}"
}

mkdir -p "$results"
open_run_folder memory
ulimit -n "$(ulimit -Hn)"
measure 1000-idle-connections 1000
# The server takes 10,000 connections, and needs some files beside them.
if [ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 10300 ]; then
  measure 10000-idle-connections 10000
else
  echo "10,000 idle connections are left out: the limit of open files (ulimit -Hn) is $(ulimit -n), 10300 are needed" >&2
fi
