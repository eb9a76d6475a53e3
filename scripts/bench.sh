#!/usr/bin/env bash
# make bench: a scheduled burst and its latency; then how fast coupons of one campaign are issued, two ways on one
# private cluster, one after the other:
# one transaction a coupon (scripts/bench/transaction-per-coupon.sql, with pgbench, best of 1, 4, 16 and 64 clients), and
# through campaign-server with 256 calls in flight. What counts is the ratio. SECONDS_PER_RUN (10) says how long each
# measurement takes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"
duration=${SECONDS_PER_RUN:-10}
in_flight=256
connections=8

# Both ways have the schema of the migrations, in databases of their own, and the durability that PostgreSQL has unless
# told otherwise.
measure_transactions() { # measure_transactions CLIENTS; prints coupons/s
  local output
  output=$("$postgres_programs/pgbench" --no-vacuum --protocol=prepared --jobs=2 --client="$1" --time="$duration" \
    --file="$root/scripts/bench/transaction-per-coupon.sql" "$transactions_url" 2>&1) || {
    echo "$output" >&2
    return 1
  }
  sed -n 's/^tps = \([0-9]*\).*/\1/p' <<<"$output"
}

open_run_folder bench
build_programs campaign-server campaign-scheduler campaignctl campaign-load
run swift build --package-path "$root/Benchmarks" --configuration release --product issue-benchmark
issue_benchmark=$(swift build --package-path "$root/Benchmarks" --configuration release --show-bin-path)/issue-benchmark
unset DATABASE_URL
open_database "$run_folder/postgres"
postgres_programs=$("$root/scripts/postgres.sh" bin)

start_product 127.0.0.1:0
step "a scheduled burst of 1,000 requests a second against 10,000 coupons, 10 s"
campaign=$("$programs/campaignctl" campaign create --name "Burst" --coupons 10000 --start-in 3s --quiet)
run "$programs/campaign-load" burst --campaign "$campaign" --rate 1000 --duration 10s

# The server stands idle meanwhile: a look at the database a second.
step "one transaction a coupon, $duration s each"
transactions_url=${DATABASE_URL%/*}/transactions
"$postgres_programs/psql" --no-psqlrc --quiet --command='CREATE DATABASE transactions' "$DATABASE_URL"
"$programs/campaignctl" migrate up --database-url "$transactions_url"
"$postgres_programs/psql" --no-psqlrc --quiet --file="$root/scripts/bench/campaign.sql" "$transactions_url"
best=0
for clients in 1 4 16 64; do
  rate=$(measure_transactions "$clients")
  echo "$clients clients: $rate coupons/s"
  [ "$rate" -le "$best" ] || best=$rate
done

step "campaign-server, $in_flight calls in flight, $duration s"
campaign=$("$programs/campaignctl" campaign create --name "Benchmark" --coupons 10000000 --quiet)
run "$issue_benchmark" --address "$CAMPAIGN_ADDRESS" --campaign "$campaign" --in-flight "$in_flight" \
  --connections "$connections" --seconds "$duration" --json "$run_folder/issuing.json"
rate=$(sed -n 's/.*"issued_per_second": *\([0-9]*\).*/\1/p' "$run_folder/issuing.json")
stop_product

step "side by side"
awk -v best="$best" -v rate="$rate" 'BEGIN {
  printf "one transaction a coupon, its best:   %8d coupons/s\n", best
  printf "campaign-server:                      %8d coupons/s\n", rate
  printf "ratio:                                %8.1f (to reach: 5)\n", rate / best
}'
