#!/usr/bin/env bash
# Early release: issuing with and without it, on a disk whose flushes take as long as this machine's, 1 ms more and 5 ms
# more (slow_flush.c, preloaded into PostgreSQL). Both servers run on one cluster in turns, PAIRS (7) times, the one that
# begins changing from pair to pair.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
pairs=${PAIRS:-7}
report=$run_folder/report.json

# A folder that PostgreSQL's own user can read.
preload=$(mktemp -d /tmp/seonchak-preload.XXXXXX)
trap 'rm -rf "$preload"; close_run_folder' EXIT
chmod 755 "$preload"
compiler=$(command -v cc || command -v clang)
"$compiler" -O2 -shared -fPIC -o "$preload/slow_flush.so" "$root/scripts/library/slow_flush.c" -ldl
set_delay() { # set_delay MILLISECONDS
  echo "$1" >"$preload/delay.new"
  chmod 644 "$preload/delay.new"
  mv "$preload/delay.new" "$preload/delay"
}
set_delay 0
export POSTGRES_ENVIRONMENT="LD_PRELOAD=$preload/slow_flush.so
FLUSH_DELAY_FILE=$preload/delay"
start_cluster "$run_folder/postgres"
make_database ours

declare -A measured
# Runs the load with so many calls in flight against a server with early release on or off.
issue() { # issue on|off CALLS_IN_FLIGHT MILLISECONDS
  sql "$database" "TRUNCATE coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
  start_server campaign-server "$database" --early-release "$1"
  local campaign
  campaign=$(create_campaign "$address" 10000000)
  set_delay "$3"
  load "$report" --address "$address" --callers "$2@$campaign" --connections $(($2 < 8 ? $2 : 8)) --seconds "$seconds" \
    --warm-up $warm_up
  set_delay 0
  stop_program "$server"
}
refuse() { # refuse on|off
  sql "$database" "TRUNCATE coupons, campaigns, campaign_transitions"
  start_server campaign-server "$database" --early-release "$1"
  local campaign
  campaign=$(create_campaign "$address" 1)
  "$programs/campaignctl" coupon issue --address "$address" --campaign "$campaign" --user winner >/dev/null
  "$tools/refusal-load" --address "$address" --campaign "$campaign" --connections 8 --in-flight-per-connection 8 \
    --seconds "$seconds" --server-process "$server" --json >"$report"
  stop_program "$server"
}

for ((pair = 1; pair <= pairs; pair++)); do
  step "pair $pair of $pairs"
  order=(off on)
  [ $((pair % 2)) -eq 1 ] || order=(on off)
  for load in ${LOADS:-1@0 64@0 64@1 64@5 1024@0 1024@1 1024@5 4096@5}; do
    for side in "${order[@]}"; do
      issue "$side" "${load%@*}" "${load#*@}"
      measured[$side.$load.$pair]=$(value "$report" issued_per_second)
      measured[$side.$load.p50.$pair]=$(value "$report" p50_us)
      measured[$side.$load.p99.$pair]=$(value "$report" p99_us)
    done
    echo "${load%@*} in flight, flush ${load#*@} ms longer: off ${measured[off.$load.$pair]} coupons/s (p99" \
      "${measured[off.$load.p99.$pair]} µs), on ${measured[on.$load.$pair]} (p99 ${measured[on.$load.p99.$pair]} µs)"
  done
  for side in "${order[@]}"; do
    refuse "$side"
    measured[$side.refusals.$pair]=$(value "$report" calls_per_second)
  done
done

# The runs of one column beside another, over all pairs.
runs() { # runs OURS REFERENCE
  for ((pair = 1; pair <= pairs; pair++)); do echo -n " ${measured[$1.$pair]}:${measured[$2.$pair]}"; done
}

[ -z "${LOADS:-}" ] || exit 0
step "figures"
figure "release/64 in flight" coupons/s "without early release" "$(runs on.64@0 off.64@0)" target=1.25
figure "release/1,024 in flight, flush 1 ms longer" coupons/s "the same without the delay" \
  "$(runs on.1024@1 on.1024@0)" target=0.8
figure "release/1,024 in flight, flush 5 ms longer" coupons/s "the same without the delay" \
  "$(runs on.1024@5 on.1024@0)" target=0.5
figure "release/1,024 in flight, flush 5 ms longer, beside off" coupons/s "without early release" \
  "$(runs on.1024@5 off.1024@5)" target=1.6
figure "release/4,096 in flight, flush 5 ms longer" coupons/s "without early release" "$(runs on.4096@5 off.4096@5)" \
  target=2
figure "release/a lone call" µs "without early release" "$(runs on.1@0.p50 off.1@0.p50)" ratio_at_most=1.03
figure "release/refusals from memory, 64 in flight" calls/s "without early release" "$(runs on.refusals off.refusals)" \
  target=0.97
figure "release/64 in flight, flush 5 ms longer" coupons/s "without early release" "$(runs on.64@5 off.64@5)"
