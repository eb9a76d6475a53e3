#!/usr/bin/env bash
# Two servers on one database beside one, issuing from one campaign with 256 calls in flight in all.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"

start_cluster "$run_folder/postgres"
make_database ours
start_server first "$database"
first=$server first_address=$address
start_server second "$database"
second=$server second_address=$address
runs="" one_p99="" two_p99=""
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: two servers beside one"
  empty_tables "$database" "coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
  campaign=$(create_campaign "$first_address" 10000000)
  load "$run_folder/one.json" --address "$first_address" --callers "256@$campaign" --connections 8 \
    --seconds "$seconds" --warm-up $warm_up
  campaign=$(create_campaign "$first_address" 10000000)
  load "$run_folder/two.json" --address "$first_address" --address "$second_address" --callers "256@$campaign" \
    --connections 8 --seconds "$seconds" --warm-up $warm_up
  one=$(value "$run_folder/one.json" issued_per_second)
  two=$(value "$run_folder/two.json" issued_per_second)
  echo "one: $one coupons/s; two: $two coupons/s"
  runs+=" $two:$one"
  one_p99+=" $(value "$run_folder/one.json" p99_us)"
  two_p99+=" $(value "$run_folder/two.json" p99_us)"
done
stop_program "$first"
stop_program "$second"

step "figures"
# shellcheck disable=SC2086 # words on purpose
figure "servers/two servers on one campaign" coupons/s "one server" "$runs" \
  "details={\"one_p99_us\": $(median $one_p99), \"two_p99_us\": $(median $two_p99)}"
