#!/usr/bin/env bash
# make demo-queue: 2,000 users stand in line for the 1,000 coupons of a campaign before it opens, two schedulers serve the
# line, and the outcome is proved twice: by campaign-load, and by a count of the database's rows. Leaves nothing running.
# Its exit status is 0 where both hold, the proof's where that doesn't, else 1.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"
coupons=1000
users=2000

open_run_folder demo
build_programs campaign-server campaign-scheduler campaignctl campaign-load
open_database "$run_folder/postgres"
start_product 127.0.0.1:0 --queue-interval 200ms
start_scheduler second-scheduler --queue-interval 200ms
psql=$("$root/scripts/postgres.sh" bin)/psql
ctl=$programs/campaignctl

query() { # query STATEMENT; prints bare values, separated by blanks
  "$psql" --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1 --command="$1" \
    "$DATABASE_URL" </dev/null
}
places() { # places TICKET...; a line for each
  local ticket user
  for ticket in "$@"; do
    user=$(query "SELECT user_id FROM queue_entries WHERE campaign_id = $campaign AND ticket = $ticket")
    "$ctl" queue status --campaign "$campaign" --user "$user" --language en |
      awk -v ticket="$ticket" '{ name = $1; $1 = ""; field[name] = $0 }
        END { printf "ticket %-5s%-9s%s%s%s\n", ticket, field["Status"],
          "Place" in field ? " place" field["Place"] : "", field["Code"], field["Reason"] }'
  done
}

campaign=$("$ctl" campaign create --name "Queue demo" --coupons $coupons --start-in 6s --queue-only --quiet)
step "campaign $campaign: $coupons coupons, through the queue alone, opens in 6 s; $users users join"
report=$run_folder/burst.json
launch "$run_folder/burst.log" "$programs/campaign-load" burst --through queue --campaign "$campaign" --rate 2000 \
  --duration 1s --at "$(date --utc --date='1 second' +%Y-%m-%dT%H:%M:%S.%3NZ)" --wait-limit 60s --json "$report"
load=$launched
deadline=$((SECONDS + 5))
until [ "$(query "SELECT last_ticket FROM campaign_queues WHERE campaign_id = $campaign")" = "$users" ]; do
  if ! is_process "$load" "$(cat "$run_folder/processes/$load")" || [ $SECONDS -ge $deadline ]; then
    echo "not all users joined in time:" >&2
    tail -n 20 "$run_folder/burst.log" >&2
    exit 1
  fi
  sleep 0.05
done
"$ctl" queue info "$campaign" --language en
places 1 $((users / 2)) $users

step "the opening, and the line until its end"
proof=0
wait "$load" || proof=$?
rm -f "$run_folder/processes/$load"
grep -E '^(outcomes|  [A-Z_]+  |held|BROKEN|not proven|NOT PROVEN|VERDICT)' "$run_folder/burst.log" | cut -c 1-150
places 1 $coupons $((coupons + 1)) $users

step "the rows of the database"
# Rows behind the mark that failed the rest of the line are settled a part at a time.
deadline=$((SECONDS + 30))
until [ "$(query "SELECT is_active FROM campaign_queues WHERE campaign_id = $campaign")" = f ] ||
  [ $SECONDS -ge $deadline ]; do
  sleep 0.05
done
# An entry is out of order where its coupon's sequence is not its ticket: nobody else got a coupon.
counts=$(query "SELECT count(*) FILTER (WHERE state = 'COMPLETED'),
    count(*) FILTER (WHERE state = 'FAILED' AND failure_reason = 'SOLD_OUT'),
    count(*) FILTER (WHERE state NOT IN ('COMPLETED', 'FAILED')),
    count(*) FILTER (WHERE coupon_sequence IS DISTINCT FROM ticket AND state = 'COMPLETED')
  FROM queue_entries WHERE campaign_id = $campaign")
read -r completed sold_out open out_of_order <<<"$counts"
read -r issued remaining different <<<"$(query "SELECT last_sequence, remaining_coupons,
    (SELECT count(DISTINCT user_id) FROM coupons WHERE campaign_id = campaigns.id) FROM campaigns WHERE id = $campaign")"
read -r line_completed line_failed <<<"$(query "SELECT completed, failed + failed_through - settled_through
  FROM campaign_queues WHERE campaign_id = $campaign")"
echo "entries: $completed COMPLETED ($out_of_order out of order), $sold_out FAILED as SOLD_OUT, $open open"
echo "the line's own counts: $line_completed completed, $line_failed failed"
echo "coupons: $issued issued to $different users + $remaining left = $coupons"

step "stopping everything"
stop_product
if [ $proof -ne 0 ]; then
  echo "campaign-load ended with status $proof: see above." >&2
  exit $proof
fi
found="$completed $sold_out $open $out_of_order $issued $remaining $different $line_completed $line_failed"
wanted="$coupons $((users - coupons)) 0 0 $coupons 0 $coupons $coupons $((users - coupons))"
if [ "$found" != "$wanted" ]; then
  echo "The sums are WRONG: $found where $wanted should be." >&2
  exit 1
fi
echo "The proof held: first come, first served; no coupon too many, nobody without an end."
