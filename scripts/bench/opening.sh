#!/usr/bin/env bash
# A campaign opens while a crowd awaits it: how long behind its start, by the database's clock, the first coupon is issued,
# and how late the campaign opened. A campaign is opened three times a round, with the scheduler running, before each of
# the crowds of scripts/library/opening.sh.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
source "$root/scripts/library/opening.sh"
begin_benchmark "$@"
openings=3
coupons=1000

start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
start_opening_scheduler on

declare -A first late
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: opening"
  for ((opening = 1; opening <= openings; opening++)); do
    for crowd in scheduled impatient; do
      open_campaign $crowd $coupons
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
