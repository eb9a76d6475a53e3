#!/usr/bin/env bash
# A campaign opens while a crowd awaits it: how long behind its start, by the database's clock, the first coupon is issued,
# and how late the campaign opened. A campaign is opened three times a round, with the scheduler running.
#
# The crowd asks 10,000 times a second from half a second before the start on (campaign-load). Then a worse one, which asks
# again as soon as it is refused, with 64 calls in flight: it fills both cores with refusals.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
openings=3
coupons=1000

start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
log=$run_folder/campaign-scheduler.log
launch "$log" env DATABASE_URL="$database" "$programs/campaign-scheduler"
scheduler=$launched
wait_for_line "$scheduler" "$log" 'scheduler ready' 30

moment() { date --utc --date="@$1" +%Y-%m-%dT%H:%M:%S.%6NZ; } # moment SECONDS_SINCE_EPOCH

# The crowds; each sets `early`, how often it was told CAMPAIGN_NOT_STARTED.
scheduled() { # scheduled CAMPAIGN START
  "$programs/campaign-load" burst --address "$address" --campaign "$1" --rate 10000 --duration 1s \
    --at "$(moment "$(awk -v start="$2" 'BEGIN { printf "%.6f", start - 0.5 }')")" --json "$run_folder/burst.json" >"$run_folder/burst.log" 2>&1
  early=$(value "$run_folder/burst.json" CAMPAIGN_NOT_STARTED) || early=0
}
impatient() { # impatient CAMPAIGN START
  load "$run_folder/load.json" --address "$address" --callers "64@$1" --connections 8 --seconds 2
  early=$(value "$run_folder/load.json" CAMPAIGN_NOT_STARTED) || early=0
}

declare -A first late
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: opening"
  for ((opening = 1; opening <= openings; opening++)); do
    for crowd in scheduled impatient; do
      start=$(awk -v now="$EPOCHREALTIME" 'BEGIN { printf "%.6f", now + 1.2 }')
      campaign=$("$programs/campaignctl" campaign create --name "Opening" --coupons $coupons --start "$(moment "$start")" \
        --address "$address" --quiet)
      $crowd "$campaign" "$start"
      outcome=$(sql "$database" "SELECT count(*),
          extract(epoch FROM min(issue_time) - start_time) * 1000, extract(epoch FROM opened_time - start_time) * 1000
          FROM coupons JOIN campaigns ON campaigns.id = campaign_id WHERE campaign_id = $campaign GROUP BY campaigns.id")
      read -r issued behind lateness <<<"$outcome"
      if [ "${issued:-0}" -ne $coupons ] || [ "$early" -eq 0 ]; then
        echo "The outcome is wrong: ${issued:-0} coupons, $early times CAMPAIGN_NOT_STARTED" >&2
        exit 1
      fi
      first[$crowd]+=" $behind"
      late[$crowd]+=" $lateness"
    done
  done
  echo "first coupons behind the start, ms:${first[scheduled]}; with both cores filled:${first[impatient]}"
done
stop_program "$scheduler"
stop_program "$server"

worst() { tr ' ' '\n' <<<"$1" | sort -g | tail -n 1; }
details() { # details CROWD
  # shellcheck disable=SC2086 # words on purpose
  echo "{\"worst_ms\": $(worst "${first[$1]}"), \"opened_late_ms\": $(median ${late[$1]}), \"openings\": $((rounds * openings))}"
}
# shellcheck disable=SC2086 # words on purpose
figure "opening/first coupon behind the start, 10,000 requests a second" ms "" "${first[scheduled]}" at_most=5 \
  "details=$(details scheduled)"
figure "opening/the worst of $((rounds * openings))" ms "" "$(worst "${first[scheduled]}")" at_most=5
figure "opening/first coupon behind the start, both cores filled with refusals" ms "" "${first[impatient]}" at_most=5 \
  "details=$(details impatient)"
figure "opening/the worst of $((rounds * openings)), both cores filled" ms "" "$(worst "${first[impatient]}")" at_most=5
