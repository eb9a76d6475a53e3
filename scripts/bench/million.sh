#!/usr/bin/env bash
# A million calls of as many users for a thousand coupons, over 64 connections with 4,096 calls in flight: the time until
# the last answer, the server's CPU time and its largest memory, and that exactly a thousand were issued, which the
# database says. Each round has a server of its own.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
calls=1000000
coupons=1000
connections=64
in_flight=4096

start_cluster "$run_folder/postgres"
make_database ours
elapsed="" memory="" processor="" client=""
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: a million callers"
  start_server campaign-server "$database"
  campaign=$(create_campaign "$address" $coupons)
  before=$(processor_seconds "$server")
  load "$run_folder/load.json" --address "$address" --callers "$in_flight@$campaign" --connections $connections \
    --calls $calls
  processor+=" $(awk -v before="$before" -v after="$(processor_seconds "$server")" 'BEGIN { print after - before }')"
  memory+=" $(awk '/^VmHWM:/ { print $2 / 1024 }' "/proc/$server/status")"
  elapsed+=" $(value "$run_folder/load.json" counted_seconds)"
  client+=" $(value "$run_folder/load.json" client_processor_share)"
  stop_program "$server"
  read -r issued users <<<"$(sql "$database" "SELECT count(*), count(DISTINCT user_id) FROM coupons WHERE campaign_id = $campaign")"
  answered=$(value "$run_folder/load.json" ISSUED)
  sold_out=$(value "$run_folder/load.json" SOLD_OUT)
  echo "${elapsed##* } s, CPU ${processor##* } s, ${memory##* } MiB; issued $issued to $users users, $sold_out SOLD_OUT"
  if [ "$issued" -ne $coupons ] || [ "$users" -ne $coupons ] || [ "$answered" -ne $coupons ] ||
    [ $((answered + sold_out)) -ne $calls ]; then
    echo "The outcome is wrong:" >&2
    cat "$run_folder/load.json" >&2
    exit 1
  fi
done

step "figures"
# shellcheck disable=SC2086 # words on purpose
figure "million/1,000,000 calls for 1,000 coupons, until the last answer" s "" "$elapsed" at_most=5 \
  "details={\"issued\": $coupons, \"server_processor_seconds\": $(median $processor), \"client_processor_share\": $(median $client)}"
# shellcheck disable=SC2086
figure "million/CPU time of the server" s "" "$processor"
figure "million/peak memory of the server" MiB "" "$memory" at_most=200
