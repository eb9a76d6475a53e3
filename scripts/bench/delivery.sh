#!/usr/bin/env bash
# Delivery to a partner's service that answers in 5 ms, two subjects:
# - a line of LINE (20,000) entries, delivered by one scheduler at its own pace, from the first coupon to the last answer;
# - IssueCoupon with 64 calls in flight on another campaign, while one scheduler delivers 1,000 coupons a second, beside the
#   same without.
# Entries that nobody joins here are made by SQL.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
line=${LINE:-20000}

start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
partner_log=$run_folder/partner.log
launch "$partner_log" "$programs/campaign-load" partner --listen 127.0.0.1:0 --delay 5ms
partner=$launched
wait_for_line "$partner" "$partner_log" 'listening on' 10
partner_address=$(sed -n 's/.*listening on //p' "$partner_log")
report=$run_folder/load.json
log=$run_folder/campaign-scheduler.log

# Prints the id of a campaign with COUNT in line, whose coupons go to the partner.
delivered_campaign() { # delivered_campaign COUNT
  local campaign
  campaign=$("$programs/campaignctl" campaign create --name "Benchmark" --coupons 10000000 --address "$address" --quiet \
    --delivery-url "http://$partner_address/coupons")
  sql "$database" "INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
      SELECT ('00000000-0000-7000-8000-' || lpad(to_hex($campaign), 4, '0') || lpad(to_hex(ticket), 8, '0'))::uuid,
        $campaign, 'user-' || substr(md5(ticket::text), 1, 16), ticket, now(), now()
      FROM generate_series(1, $1) AS ticket;
    INSERT INTO campaign_queues (campaign_id, last_ticket, next_batch_time, is_active)
      VALUES ($campaign, $1, now(), true)"
  sql "$database" "VACUUM (ANALYZE) queue_entries"
  sql "$database" "CHECKPOINT"
  echo "$campaign"
}

start_delivering() { # start_delivering OPTION...; sets `scheduler`
  : >"$log"
  launch "$log" env DATABASE_URL="$database" "$programs/campaign-scheduler" "$@"
  scheduler=$launched
  wait_for_line "$scheduler" "$log" 'scheduler ready' 30
}

step "a line of $line entries, delivered"
delivery_runs=""
for ((round = 1; round <= rounds; round++)); do
  campaign=$(delivered_campaign "$line")
  start_delivering --queue-interval 0 --queue-batch 256
  deadline=$((SECONDS + 120))
  until [ "$(sql "$database" "SELECT completed FROM campaign_queues WHERE campaign_id = $campaign")" = "$line" ]; do
    if [ $SECONDS -ge $deadline ]; then
      echo "the line was not delivered within 120 s" >&2
      tail -n 20 "$log" >&2
      exit 1
    fi
    sleep 0.2
  done
  stop_program "$scheduler"
  delivered=$(sql "$database" "SELECT round(count(*)
      / greatest(extract(epoch FROM max(entry.update_time) - min(coupons.issue_time)), 0.001))
    FROM queue_entries AS entry JOIN coupons ON coupons.campaign_id = entry.campaign_id AND sequence = coupon_sequence
    WHERE entry.campaign_id = $campaign AND state = 'COMPLETED'")
  echo "$delivered deliveries/s"
  delivery_runs+=" $delivered:1000"
done

step "issuing beside deliveries"
issue_pairs=""
issue() { # sets `issued`
  local campaign
  campaign=$(create_campaign "$address" 10000000)
  load "$report" --without-keys --address "$address" --callers "64@$campaign" --connections 8 --seconds "$seconds" \
    --warm-up $warm_up
  issued=$(value "$report" issued_per_second)
}
for ((round = 1; round <= rounds; round++)); do
  issue
  alone=$issued
  # What the round before left in line would be delivered beside these.
  empty_tables "$database" "queue_entries, campaign_queues, deliveries"
  delivered_campaign $((${seconds%.*} * 1000 + 5000)) >/dev/null
  # 100 coupons each tenth of a second.
  start_delivering --queue-interval 100ms --queue-batch 100
  before=$(sql "$database" "SELECT sum(completed) FROM campaign_queues")
  times="$(processor_seconds "$scheduler") $(processor_seconds "$partner")"
  issue
  after=$(sql "$database" "SELECT sum(completed) FROM campaign_queues")
  times+=" $(processor_seconds "$scheduler") $(processor_seconds "$partner")"
  stop_program "$scheduler"
  delivered=$((after - before))
  echo "beside deliveries: $issued coupons/s ($delivered delivered meanwhile); alone: $alone coupons/s"
  awk -v delivered="$delivered" 'delivered { printf "CPU a delivery: scheduler %d µs, the stand-in for the partner %d µs\n",
    ($3 - $1) / delivered * 1e6, ($4 - $2) / delivered * 1e6 }' <<<"$times"
  issue_pairs+=" $issued:$alone"
done
stop_program "$partner"
stop_program "$server"

step "figures"
# shellcheck disable=SC2086 # words on purpose
figure "delivery/a service that answers in 5 ms, one scheduler" deliveries/s "the goal, 1,000 a second" "$delivery_runs" \
  target=1
# shellcheck disable=SC2086 # words on purpose
figure "delivery/issuing, 64 in flight, beside 1,000 deliveries a second" coupons/s "without deliveries" "$issue_pairs" \
  target=0.9
