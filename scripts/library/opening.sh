# The opening of a campaign while a crowd awaits it. Sourced; needs scripts/library/benchmark.sh, and a server at
# `address` on `database` beside a scheduler.

moment() { date --utc --date="@$1" +%Y-%m-%dT%H:%M:%S.%6NZ; } # moment SECONDS_SINCE_EPOCH

start_opening_scheduler() { # start_opening_scheduler on|off, its early release; sets `scheduler`, its process
  local log=$run_folder/campaign-scheduler.log
  : >"$log"
  launch "$log" env DATABASE_URL="$database" "$programs/campaign-scheduler" --early-release "$1"
  scheduler=$launched
  wait_for_line "$scheduler" "$log" 'scheduler ready' 30
}

# The crowds: 10,000 requests a second from half a second before the start on, and one that asks again as soon as it is
# refused, with 64 calls in flight, which fills both cores with refusals. Each sets `early`, how often it was told
# CAMPAIGN_NOT_STARTED.
scheduled() { # scheduled CAMPAIGN START
  "$programs/campaign-load" burst --address "$address" --campaign "$1" --rate 10000 --duration 1s \
    --at "$(moment "$(awk -v start="$2" 'BEGIN { printf "%.6f", start - 0.5 }')")" --json "$run_folder/burst.json" >"$run_folder/burst.log" 2>&1
  early=$(value "$run_folder/burst.json" CAMPAIGN_NOT_STARTED) || early=0
}
impatient() { # impatient CAMPAIGN START
  load "$run_folder/load.json" --address "$address" --callers "64@$1" --connections 8 --seconds 2
  early=$(value "$run_folder/load.json" CAMPAIGN_NOT_STARTED) || early=0
}

# Opens a campaign before a crowd, and sets by how many milliseconds the first coupon (`behind`) and the opening
# (`lateness`) came behind its start, by the database's clock.
open_campaign() { # open_campaign scheduled|impatient COUPONS
  local start campaign outcome issued
  start=$(awk -v now="$EPOCHREALTIME" 'BEGIN { printf "%.6f", now + 1.2 }')
  campaign=$("$programs/campaignctl" campaign create --name "Opening" --coupons "$2" --start "$(moment "$start")" \
    --address "$address" --quiet)
  $1 "$campaign" "$start"
  outcome=$(sql "$database" "SELECT count(*),
      extract(epoch FROM min(issue_time) - start_time) * 1000, extract(epoch FROM opened_time - start_time) * 1000
      FROM coupons JOIN campaigns ON campaigns.id = campaign_id WHERE campaign_id = $campaign GROUP BY campaigns.id")
  read -r issued behind lateness <<<"$outcome"
  if [ "${issued:-0}" -ne "$2" ] || [ "$early" -eq 0 ]; then
    echo "The outcome is wrong: ${issued:-0} coupons, $early times CAMPAIGN_NOT_STARTED" >&2
    return 1
  fi
}
