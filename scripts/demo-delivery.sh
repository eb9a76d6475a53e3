#!/usr/bin/env bash
# make demo-delivery: 2,000 users ask for the 1,000 coupons of a campaign whose coupons are handed to a partner's service,
# which refuses one in ten for good and cuts the connection of one in ten requests. Shows that nothing is left in between,
# and that the service's own book and the database agree. Leaves nothing running. Its exit status is 0 where both hold, the
# proof's where that doesn't, else 1.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"
coupons=1000
users=2000

open_run_folder demo
build_programs campaign-server campaign-scheduler campaignctl campaign-load
open_database "$run_folder/postgres"
start_product 127.0.0.1:0 --queue-interval 100ms --compensation-interval 2s
psql=$("$root/scripts/postgres.sh" bin)/psql
ctl=$programs/campaignctl
book=$run_folder/book.json

query() { # query STATEMENT; prints bare values, separated by blanks
  "$psql" --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1 --command="$1" \
    "$DATABASE_URL" </dev/null
}
keys() { # keys LIST; the keys of the partner's book, in order
  awk -v list="\"$1\":" 'index($0, list) { inside = 1 } inside { print } inside && /\]/ { exit }' "$book" |
    grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | sort || true
}

partner_log=$run_folder/partner.log
launch "$partner_log" "$programs/campaign-load" partner --listen 127.0.0.1:0 --refuse-every 10 --drop-every 10 --book "$book"
partner=$launched
wait_for_line "$partner" "$partner_log" 'listening on' 10
partner_address=$(sed -n 's/.*listening on //p' "$partner_log")

campaign=$("$ctl" campaign create --name "Delivery demo" --coupons $coupons --start-in 3s \
  --delivery-url "http://$partner_address/coupons" --quiet)
step "campaign $campaign: $coupons coupons go to http://$partner_address/coupons; $users users ask"
report=$run_folder/burst.json
proof=0
"$programs/campaign-load" burst --through queue --campaign "$campaign" --rate 2000 --duration 1s --wait-limit 120s \
  --json "$report" >"$run_folder/burst.log" 2>&1 || proof=$?
grep -E '^(outcomes|  [A-Z_]+  |held|BROKEN|not proven|NOT PROVEN|VERDICT)' "$run_folder/burst.log" | cut -c 1-150

step "what is given back"
deadline=$((SECONDS + 60))
until [ "$(query "SELECT count(*) FROM compensation_failures WHERE status <> 'COMPLETED'")" = 0 ] &&
  [ "$(query "SELECT is_active OR delivering > 0 FROM campaign_queues WHERE campaign_id = $campaign")" = f ]; do
  if [ $SECONDS -ge $deadline ]; then
    echo "something is left in between:" >&2
    "$ctl" compensation list --language en >&2
    exit 1
  fi
  sleep 0.1
done
"$ctl" compensation list --language en | head -n 5
"$ctl" queue info "$campaign" --language en

step "the partner's own book beside the rows of the database"
end_process_group "$partner" "$(cat "$run_folder/processes/$partner")" 15
rm -f "$run_folder/processes/$partner"
delivered=$(query "SELECT request_id FROM queue_entries WHERE campaign_id = $campaign AND state = 'COMPLETED'" | sort)
taken_back=$(query "SELECT request_id FROM queue_entries WHERE campaign_id = $campaign AND state = 'FAILED'
  AND failure_reason IN ('DELIVERY_REFUSED', 'DELIVERY_UNKNOWN')" | sort)
read -r completed refused unknown sold_out open remaining <<<"$(query "SELECT count(*) FILTER (WHERE state = 'COMPLETED'),
    count(*) FILTER (WHERE failure_reason = 'DELIVERY_REFUSED'), count(*) FILTER (WHERE failure_reason = 'DELIVERY_UNKNOWN'),
    count(*) FILTER (WHERE failure_reason = 'SOLD_OUT'), count(*) FILTER (WHERE state NOT IN ('COMPLETED', 'FAILED')),
    (SELECT remaining_coupons FROM campaigns WHERE id = $campaign)
  FROM queue_entries WHERE campaign_id = $campaign")"
live=$(query "SELECT count(*) FROM coupons WHERE campaign_id = $campaign AND stock_returned_time IS NULL")
requests=$(sed -n 's/.*"requests": \([0-9]*\).*/\1/p' "$book")
echo "entries: $completed delivered, $refused refused, $unknown unknown, $sold_out sold out, $open in between"
echo "coupons: $live live + $remaining left = $coupons; $(query "SELECT count(*) FROM compensation_failures") given back"
echo "the partner: $requests requests, $(keys taken | wc -l) coupons taken, $(keys closed | wc -l) keys refused for ever"

step "stopping everything"
stop_product
if [ $proof -ne 0 ]; then
  echo "campaign-load ended with status $proof: see above." >&2
  exit $proof
fi
fail() {
  echo "$1" >&2
  exit 1
}
[ $((completed + remaining)) -eq $coupons ] || fail "The sums are WRONG: $completed delivered + $remaining left."
[ $((completed + refused + unknown + sold_out)) -eq $users ] || fail "Entries are MISSING or without an end."
[ "$live" -eq "$completed" ] || fail "$live coupons are live and $completed were delivered: that must be the SAME."
[ "$(keys taken)" = "$delivered" ] || fail "The partner's book has OTHER coupons than the database says were delivered."
[ "$(keys closed)" = "$taken_back" ] || fail "The partner's book keeps OTHER keys closed than were given back."
[ -z "$(keys double_codes)" ] || fail "The partner got a coupon TWICE."
echo "The proof held: each coupon is delivered or back in stock, each request has its end, and both books agree."
