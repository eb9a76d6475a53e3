#!/usr/bin/env bash
# The waiting queue, three subjects:
# - joins of different users on one campaign with 256 calls in flight, beside pgbench with a transaction a join
#   (transaction-per-join.sql, its best of 1, 4, 16 and 64 clients);
# - a line of LINE (200,000) entries served without a pause between batches of BATCH (256) entries, the size of a group of
#   issues, beside IssueCoupon with 256 calls in flight;
# - GetQueueStatus with 1,000,000 waiting beside 1,000.
# Entries that nobody joins here are made by SQL.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
client_counts=(1 4 16 64)
line=${LINE:-200000}
batch=${BATCH:-256}
short=1000
long=1000000
callers=16

start_cluster "$run_folder/postgres"
make_database transactions
transactions=$database
"$postgres_programs/psql" --no-psqlrc --quiet --file="$root/scripts/bench/campaign.sql" "$transactions"
make_database ours
start_server campaign-server "$database"
report=$run_folder/load.json

# Puts users into the line of a campaign. USER is an expression of `ticket`; entries spread over the indexes as it does.
fill_line() { # fill_line CAMPAIGN COUNT USER
  sql "$database" "INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
      SELECT ('00000000-0000-7000-8000-' || lpad(to_hex($1), 4, '0') || lpad(to_hex(ticket), 8, '0'))::uuid, $1, $3, ticket,
        now(), now()
      FROM generate_series(1, $2) AS ticket;
    INSERT INTO campaign_queues (campaign_id, last_ticket, next_batch_time, is_active) VALUES ($1, $2, now(), true)"
  sql "$database" "VACUUM (ANALYZE) queue_entries"
  sql "$database" "CHECKPOINT"
}

step "joins"
join_pairs="" join_p50="" join_p99=""
for ((round = 1; round <= rounds; round++)); do
  sql "$transactions" "TRUNCATE queue_entries, campaign_queues;
    INSERT INTO campaign_queues (campaign_id, next_batch_time, is_active) VALUES (1, now(), true)"
  empty_tables "$database" "queue_entries, campaign_queues"
  sql "$database" "CHECKPOINT"
  campaign=$(create_campaign "$address" 10000000)
  load "$report" --method JoinQueue --without-keys --address "$address" --callers "256@$campaign" --connections 8 \
    --seconds "$seconds" --warm-up $warm_up
  joined=$(value "$report" joined_per_second)
  join_p50+=" $(value "$report" p50_us)"
  join_p99+=" $(value "$report" p99_us)"
  best=0
  for clients in "${client_counts[@]}"; do
    rate=$(transactions "$transactions" "$clients" transaction-per-join.sql)
    echo "pgbench, $clients clients: $rate joins/s"
    [ "$rate" -le "$best" ] || best=$rate
  done
  echo "256 in flight: $joined joins/s, p50 $(value "$report" p50_us) µs, p99 $(value "$report" p99_us) µs"
  join_pairs+=" $joined:$best"
done

step "a line of $line entries, and as many calls of IssueCoupon as there is time for"
log=$run_folder/campaign-scheduler.log
serve_pairs=""
for ((round = 1; round <= rounds; round++)); do
  empty_tables "$database" "queue_entries, campaign_queues, coupons"
  campaign=$(create_campaign "$address" 10000000)
  load "$report" --without-keys --address "$address" --callers "256@$campaign" --connections 8 --seconds "$seconds" \
    --warm-up $warm_up
  issued=$(value "$report" issued_per_second)
  campaign=$(create_campaign "$address" 10000000)
  fill_line "$campaign" "$line" "'user-' || substr(md5(ticket::text), 1, 16)"
  : >"$log"
  launch "$log" env DATABASE_URL="$database" "$programs/campaign-scheduler" --queue-interval 0 --queue-batch "$batch"
  scheduler=$launched
  wait_for_line "$scheduler" "$log" 'scheduler ready' 30
  deadline=$((SECONDS + 120))
  until [ "$(sql "$database" "SELECT completed FROM campaign_queues WHERE campaign_id = $campaign")" = "$line" ]; do
    if [ $SECONDS -ge $deadline ]; then
      echo "the line was not served within 120 s" >&2
      tail -n 20 "$log" >&2
      exit 1
    fi
    sleep 0.2
  done
  stop_program "$scheduler"
  # From the first coupon to the last, by the database's clock; no ticket may have been passed.
  read -r served wrong <<<"$(sql "$database" "SELECT
      round(count(*) / greatest(extract(epoch FROM max(issue_time) - min(issue_time)), 0.001)),
      count(*) FILTER (WHERE coupons.sequence <> ticket)
    FROM queue_entries JOIN coupons ON coupons.campaign_id = queue_entries.campaign_id AND sequence = coupon_sequence
    WHERE queue_entries.campaign_id = $campaign")"
  if [ "$wrong" -ne 0 ]; then
    echo "$wrong coupons don't follow their tickets" >&2
    exit 1
  fi
  echo "the line: $served coupons/s; IssueCoupon: $issued coupons/s"
  serve_pairs+=" $served:$issued"
done

step "a place in a line of $long beside one of $short"
empty_tables "$database" "queue_entries, campaign_queues, coupons"
user="'user-' || lpad(to_hex(ticket), 16, '0')"
short_line=$(create_campaign "$address" 10000000)
fill_line "$short_line" $short "$user"
long_line=$(create_campaign "$address" 10000000)
fill_line "$long_line" $long "$user"
status_pairs="" status_rates=""
ask() { # ask CAMPAIGN WAITING; sets `latency` and `rate`
  load "$report" --method GetQueueStatus --address "$address" --callers "$callers@$1" --connections 8 --users "$2" \
    --seconds "$seconds" --warm-up $warm_up
  latency=$(value "$report" p50_us)
  rate=$(value "$report" shown_per_second)
}
for ((round = 1; round <= rounds; round++)); do
  ask "$long_line" $long
  of_long=$latency
  status_rates+=" $rate"
  ask "$short_line" $short
  echo "a place among $long: $of_long µs; among $short: $latency µs"
  status_pairs+=" $of_long:$latency"
done
stop_program "$server"

step "figures"
# shellcheck disable=SC2086 # words on purpose
figure "queue/joins, 256 in flight" joins/s "a transaction a join, best of 1, 4, 16, 64 clients" "$join_pairs" target=10 \
  "details={\"p50_us\": $(median $join_p50), \"p99_us\": $(median $join_p99)}"
figure "queue/a line served without a pause" coupons/s "IssueCoupon, 256 in flight" "$serve_pairs" target=0.5 \
  "details={\"entries\": $line, \"batch\": $batch}"
# shellcheck disable=SC2086 # words on purpose
figure "queue/a place among 1,000,000 waiting, median latency" ms "among 1,000" "$status_pairs" scale=0.001 \
  ratio_at_most=1.2 "details={\"calls_per_second\": $(median $status_rates), \"in_flight\": $callers}"
