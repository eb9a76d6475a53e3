#!/usr/bin/env bash
# Measures the calls of a sold-out campaign that campaign-server refuses a second, beside a bare NIO server that answers
# the same frames with the same bytes, and beside grpc-swift-2.
#   scripts/bench/refusals.sh RESULTS
# writes RESULTS/refusals-*.json. Needs DATABASE_URL (a migrated database), PRODUCT_PROGRAMS and BENCHMARK_PROGRAMS (the
# folders of the release builds). GRPC_PROGRAMS (the folder of grpc-echo) and h2load (Debian: nghttp2-client) are needed for
# the comparison with grpc-swift-2, which is left out without them. ROUNDS (5) and SECONDS_PER_RUN (2) say how long it takes.
#
# Each round runs all servers, one after the other, on the same connections with the same calls in flight. In total 64 are:
# as many as stood behind the figures that the design began with (limits of what two cores can do), few enough that a read
# holds a handful of frames, as it does when callers wait for their answers. One figure more has 256 on 8 connections: there
# the system calls are shared by many frames and our own work stands out.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/figures.sh"
source "$root/scripts/library/bench-server.sh"
require_variables DATABASE_URL PRODUCT_PROGRAMS BENCHMARK_PROGRAMS
results=${1:?"usage: refusals.sh RESULTS"}
product_programs=$PRODUCT_PROGRAMS
tools=$BENCHMARK_PROGRAMS
rounds=${ROUNDS:-5}
seconds=${SECONDS_PER_RUN:-2}

refuse() { # refuse ADDRESS PROCESS CONNECTIONS IN_FLIGHT_PER_CONNECTION; prints one line of JSON
  "$tools/refusal-load" --address "$1" --campaign "$campaign" --connections "$3" \
    --in-flight-per-connection "$4" --seconds "$seconds" --server-process "$2" --json
}

# The request's message behind gRPC's prefix of 5 bytes: as many bytes as ours.
grpc_request() { printf '\0\0\0\0\024\010\001\022\0200123456789abcdef'; }

refuse_by_grpc() { # refuse_by_grpc CONNECTIONS IN_FLIGHT_PER_CONNECTION; prints calls a second
  local output
  output=$(h2load --threads=1 --clients="$1" --max-concurrent-streams="$2" --duration="$seconds" --warm-up-time=1 \
    --data="$run_folder/request" --header='content-type: application/grpc' --header='te: trailers' \
    "http://$grpc_address/campaign.v1.CampaignService/IssueCoupon" 2>&1)
  if ! grep -q ' 0 failed, 0 errored' <<<"$output"; then
    echo "$output" >&2
    return 1
  fi
  sed -nE 's/^finished in .*, ([0-9.]+) req\/s.*/\1/p' <<<"$output"
}

# The answer must be the refusal, and not an error of gRPC's own.
check_grpc() {
  nghttp --verbose --no-dep --data="$run_folder/request" --header='content-type: application/grpc' \
    --header='te: trailers' "http://$grpc_address/campaign.v1.CampaignService/IssueCoupon" |
    grep -q 'grpc-status: 9' || {
    echo "grpc-echo doesn't answer FAILED_PRECONDITION" >&2
    return 1
  }
}

measure() { # measure NAME CONNECTIONS IN_FLIGHT_PER_CONNECTION TARGET
  local round ours echo grpc pairs="" grpc_pairs="" details
  for ((round = 0; round < rounds; round++)); do
    ours=$(refuse "$server_address" "$server" "$2" "$3")
    echo=$(refuse "$echo_address" "$echo_server" "$2" "$3")
    pairs+=" $(value - calls_per_second <<<"$ours"):$(value - calls_per_second <<<"$echo")"
    if [ -n "$grpc_address" ]; then
      grpc=$(refuse_by_grpc "$2" "$3")
      grpc_pairs+=" $(value - calls_per_second <<<"$ours"):$grpc"
    fi
  done
  details=$(printf '{"connections": %d, "in_flight": %d, "answer_bytes": %d, %s, %s, %s}' "$2" $(($2 * $3)) \
    "$(value - answer_bytes <<<"$ours")" \
    "\"last_run_server_cpu_microseconds_per_call\": $(value - server_cpu_microseconds_per_call <<<"$ours")" \
    "\"last_run_reference_cpu_microseconds_per_call\": $(value - server_cpu_microseconds_per_call <<<"$echo")" \
    "\"last_run_client_cpu_microseconds_per_call\": $(value - client_cpu_microseconds_per_call <<<"$ours")")
  figure "refusals/$1" calls/s "bare NIO echo" "$pairs" "target=$4" "details=$details"
  [ -z "$grpc_pairs" ] ||
    figure "refusals/$1-grpc" calls/s "grpc-swift-2" "$grpc_pairs" \
      "details={\"connections\": $2, \"in_flight\": $(($2 * $3)), \"client\": \"h2load\"}"
}

mkdir -p "$results"
open_run_folder refusals
ulimit -n "$(ulimit -Hn)"
start_bench_server
sell_out_campaign
start_listener nio-echo "$tools/nio-echo" --answer "$run_folder/answer"
echo_server=$launched
echo_address=$address
grpc_address=""
if [ -n "${GRPC_PROGRAMS:-}" ] && command -v h2load >/dev/null; then
  start_listener grpc-echo "$GRPC_PROGRAMS/grpc-echo" --answer "$run_folder/answer"
  grpc_address=$address
  grpc_request >"$run_folder/request"
  check_grpc
else
  echo "grpc-swift-2 is left out: it needs GRPC_PROGRAMS and h2load (apt-get install nghttp2-client)" >&2
fi
measure 8-connections 8 8 0.7
measure 64-connections 64 1 0.7
measure 1000-connections 1000 1 null
measure 8-connections-256-in-flight 8 32 null
