#!/usr/bin/env bash
# Issuing on one hot campaign, with 1, 64, 256 and 1,024 calls in flight (users and idempotency keys all different),
# beside pgbench with the seed's transaction, one a coupon (transaction-per-coupon.sql, its best of 1, 4, 16 and 64
# clients, and 64), and beside whole groups made inside PostgreSQL (group.sql), all in one cluster with PostgreSQL's
# defaults. docs/performance.md says what is called the seed's transaction and the prototype.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
in_flight_counts=(1 64 256 1024)
client_counts=(1 4 16 64)
# The speed of the design's prototype with 256 calls in flight on another machine, and the best of the seed's
# transaction there. Their ratio can be compared, the speed itself can't.
prototype_at_256=110800
seed_beside_prototype=3552

start_cluster "$run_folder/postgres"
make_database transactions
transactions=$database
make_database groups
groups=$database
for url in "$transactions" "$groups"; do
  "$postgres_programs/psql" --no-psqlrc --quiet --file="$root/scripts/bench/campaign.sql" "$url"
done
"$postgres_programs/psql" --no-psqlrc --quiet --file="$root/scripts/bench/group-function.sql" "$groups"
make_database ours
start_server campaign-server "$database"

declare -A issued p50 p99 client_share rates group_rates best
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: issuing"
  # A new campaign and emptied tables in each round: all start alike.
  for url in "$transactions" "$groups"; do
    sql "$url" "TRUNCATE coupons; UPDATE campaigns SET remaining_coupons = total_coupons, last_sequence = 0"
  done
  empty_tables "$database" "coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
  campaign=$(create_campaign "$address" 10000000)
  best[$round]=0
  for index in 0 1 2 3; do
    in_flight=${in_flight_counts[index]}
    clients=${client_counts[index]}
    report=$run_folder/load.json
    load "$report" --address "$address" --callers "$in_flight@$campaign" --connections $((in_flight < 8 ? in_flight : 8)) \
      --seconds "$seconds" --warm-up $warm_up
    issued[$in_flight.$round]=$(value "$report" issued_per_second)
    p50[$in_flight]+=" $(value "$report" p50_us)"
    p99[$in_flight]+=" $(value "$report" p99_us)"
    client_share[$in_flight]+=" $(value "$report" client_processor_share)"
    echo "$in_flight in flight: ${issued[$in_flight.$round]} coupons/s, p50 $(value "$report" p50_us) µs," \
      "p99 $(value "$report" p99_us) µs, client $(value "$report" client_processor_share) of a core"
    rates[$clients.$round]=$(transactions "$transactions" "$clients" transaction-per-coupon.sql)
    echo "pgbench, $clients clients: ${rates[$clients.$round]} coupons/s"
    [ "${rates[$clients.$round]}" -le "${best[$round]}" ] || best[$round]=${rates[$clients.$round]}
  done
  for keys in 0 1; do
    rate=$(transactions "$groups" 1 group.sql --define=group=128 --define=keys=$keys)
    group_rates[$keys.$round]=$((rate * 128))
    echo "groups of 128 inside PostgreSQL, keys $keys: ${group_rates[$keys.$round]} coupons/s"
  done
done

step "a user with 1,000 coupons"
holder_pairs=""
for ((round = 1; round <= rounds; round++)); do
  campaign=$("$programs/campaignctl" campaign create --name "Benchmark" --coupons 10000000 --per-user 1000000 \
    --address "$address" --quiet)
  load "$report" --address "$address" --callers "16@$campaign" --connections 1 --calls 1000 --same-user
  for who in --same-user ""; do
    # shellcheck disable=SC2086 # an option or none
    load "$report" --address "$address" --callers "1@$campaign" --connections 1 --calls 500 $who
    holder_pairs+="${who:+ }$(value "$report" issued_per_second)${who:+:}"
  done
done
stop_program "$server"

# The runs of one column beside another, over all rounds.
pairs() { # pairs OURS_ARRAY PREFIX REFERENCE_ARRAY PREFIX
  local -n ours_array=$1 reference_array=$3
  local round
  for ((round = 1; round <= rounds; round++)); do echo "${ours_array[$2$round]}:${reference_array[$4$round]}"; done
}
latencies() { # latencies IN_FLIGHT; the details of a figure
  # shellcheck disable=SC2086 # words on purpose
  echo "{\"p50_us\": $(median ${p50[$1]}), \"p99_us\": $(median ${p99[$1]}), \"client_processor_share\": $(median ${client_share[$1]})}"
}

words() { xargs -n 1 <<<"$1"; } # words TEXT; one a line

step "figures"
figure "issue/1 in flight, median latency" ms "" "${p50[1]}" scale=0.001 "details=$(latencies 1)"
figure "issue/1 in flight" coupons/s "seed's transaction, 1 client" "$(pairs issued 1. rates 1.)" "details=$(latencies 1)"
figure "issue/64 in flight" coupons/s "seed's transaction, 64 clients" "$(pairs issued 64. rates 64.)" target=39 \
  "details=$(latencies 64)"
figure "issue/64 in flight, beside the best" coupons/s "seed's transaction, best of 1, 4, 16, 64 clients" \
  "$(pairs issued 64. best '')"
figure "issue/64 in flight, p99" ms "the median of a lone call" "$(paste -d : <(words "${p99[64]}") <(words "${p50[1]}"))" \
  scale=0.001 ratio_at_most=6
figure "issue/256 in flight" coupons/s "seed's transaction, best of 1, 4, 16, 64 clients" "$(pairs issued 256. best '')" \
  target=24 "details=$(latencies 256)"
figure "issue/256 in flight, beside groups inside PostgreSQL" coupons/s \
  "groups of 128 made inside PostgreSQL, no keys" "$(pairs issued 256. group_rates 0.)"
figure "issue/256 in flight, beside groups with keys inside PostgreSQL" coupons/s \
  "groups of 128 made inside PostgreSQL, with keys" "$(pairs issued 256. group_rates 1.)"
for ((round = 1; round <= rounds; round++)); do
  best[prototype.$round]=$((best[$round] * prototype_at_256 / seed_beside_prototype))
done
figure "issue/256 in flight, beside the prototype" coupons/s \
  "the prototype's 31.2 times the seed's transaction at its best, no keys" "$(pairs issued 256. best prototype.)" target=0.6
figure "issue/1,024 in flight" coupons/s "seed's transaction, best of 1, 4, 16, 64 clients" \
  "$(pairs issued 1024. best '')" "details=$(latencies 1024)"
figure "issue/1 in flight, a user with 1,000 coupons" coupons/s "users without any" "$holder_pairs"
