#!/usr/bin/env bash
# Many campaigns at once, with 256 calls in flight in all: 10 and 1,000 beside one, and beside pgbench with the seed's
# transaction (docs/performance.md) on as many campaigns; then a hot campaign with 192 calls in flight, and what it does
# to 999 small ones, which share 64 calls.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"

start_cluster "$run_folder/postgres"
make_database transactions
transactions=$database
make_database ours

# Opens 1,000 campaigns with numbers from FIRST on.
open_campaigns() { # open_campaigns URL FIRST
  sql "$1" "INSERT INTO campaigns (id, name, total_coupons, remaining_coupons, start_time, per_user_limit, state,
      opened_time, create_time, creation_fingerprint)
    SELECT id, 'Benchmark', 10000000, 10000000, now(), 1, 'OPEN', now(), now(), ''
    FROM generate_series($2, $2 + 999) AS id"
}

measure() { # measure NAME CALLERS...; sets `issued`
  local name=$1
  shift
  load "$run_folder/$name.json" --address "$address" --connections 64 --seconds "$seconds" --warm-up $warm_up "$@"
  issued=$(value "$run_folder/$name.json" issued_per_second)
  echo "$name: $issued coupons/s, p99 $(value "$run_folder/$name.json" p99_us) µs"
}

start_server second "$database"
second=$server second_address=$address
start_server campaign-server "$database"
declare -A beside_one beside_transactions p99
small_p99="" hot_p99="" small_rates="" two_servers=""
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: many campaigns"
  for url in "$transactions" "$database"; do
    empty_tables "$url" "coupons, campaigns, campaign_transitions"
  done
  open_campaigns "$transactions" 1
  # Campaigns that the server has never heard of.
  first=$((round * 1000))
  open_campaigns "$database" $first
  sql "$database" "CHECKPOINT"
  measure one --callers "256@$first"
  one=$issued
  for count in 10 1000; do
    measure $count --callers "256@$first-$((first + count - 1))"
    beside_one[$count]+=" $issued:$one"
    p99[$count]+=" $(value "$run_folder/$count.json" p99_us)"
    rate=$(transactions "$transactions" 16 transaction-of-many.sql --define=campaigns=$count)
    echo "pgbench, 16 clients, $count campaigns: $rate coupons/s"
    beside_transactions[$count]+=" $issued:$rate"
  done
  alone=$issued
  measure two-servers --address "$second_address" --callers "256@$first-$((first + 999))"
  two_servers+=" $issued:$alone"
  measure hot --callers "192@$first" --callers "64@$((first + 1))-$((first + 999))"
  hot_p99+=" $(value "$run_folder/hot.json" caller_groups.0.p99_us)"
  small=$(value "$run_folder/hot.json" caller_groups.1.p99_us)
  measure small --callers "64@$((first + 1))-$((first + 999))"
  small_p99+=" $small:$(value "$run_folder/small.json" p99_us)"
  small_rates+=" $(value "$run_folder/hot.json" caller_groups.1.issued_per_second)"
done
stop_program "$server"
stop_program "$second"

step "figures"
for count in 10 1000; do
  name=$([ $count = 10 ] && echo 10 || echo 1,000)
  # shellcheck disable=SC2086 # words on purpose
  figure "campaigns/$name at once" coupons/s "one campaign" "${beside_one[$count]}" \
    "details={\"p99_us\": $(median ${p99[$count]})}"
  figure "campaigns/$name at once, beside transactions" coupons/s "seed's transaction, 16 clients" \
    "${beside_transactions[$count]}" "target=$([ $count = 10 ] && echo null || echo 3)"
done
figure "campaigns/1,000 at once, two servers" coupons/s "one server" "$two_servers"
# shellcheck disable=SC2086
figure "campaigns/999 small ones beside a hot one, their p99" ms "without the hot one" "$small_p99" scale=0.001 \
  "details={\"hot_p99_us\": $(median $hot_p99), \"small_coupons_per_second\": $(median $small_rates)}"
