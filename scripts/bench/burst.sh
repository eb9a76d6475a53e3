#!/usr/bin/env bash
# A scheduled burst: 1,000 requests a second for ten seconds, against 10,000 coupons, sent at their planned times whether
# answers come or not. A latency counts from the planned send.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
campaign=$(create_campaign "$address" 10000)
run "$programs/campaign-load" burst --address "$address" --campaign "$campaign" --rate 1000 --duration 10s \
  --json "$run_folder/burst.json"
stop_program "$server"
milliseconds() { awk -v microseconds="$(value "$run_folder/burst.json" "$1")" 'BEGIN { print microseconds / 1000 }'; }
figure "burst/1,000 requests a second, p99 from the planned send" ms "" "$(milliseconds p99)" \
  "details={\"p50_ms\": $(milliseconds p50), \"max_ms\": $(milliseconds max), \"issued\": $(value "$run_folder/burst.json" OK)}"
