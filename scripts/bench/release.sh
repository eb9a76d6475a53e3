#!/usr/bin/env bash
# Early release: everything with it and without it, in turns on one cluster, PAIRS (7) times; the side that begins changes
# from pair to pair.
# - issuing on a disk whose flushes take as long as this machine's, and some milliseconds more (slow_flush.c, preloaded into
#   PostgreSQL);
# - what must not be slower by it: a lone call, refusals from memory, an opening, GetCampaign of an idle campaign;
# - issuing with a synchronous standby behind a relay that delays 5 ms each way.
# LOADS="64@0 1024@5" runs only those loads (calls in flight @ milliseconds), and writes no figures; CONNECTIONS says over how
# many connections (8).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
source "$root/scripts/library/opening.sh"
begin_benchmark "$@"
pairs=${PAIRS:-7}
report=$run_folder/report.json
delays=(0 1 2 5 10)
openings=${OPENINGS:-9}

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

begin() { # begin on|off; an empty database and a server
  empty_tables "$database" "coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
  start_server campaign-server "$database" --early-release "$1"
}
issue() { # issue on|off CALLS_IN_FLIGHT MILLISECONDS
  local campaign
  begin "$1"
  campaign=$(create_campaign "$address" 10000000)
  set_delay "$3"
  load "$report" --address "$address" --callers "$2@$campaign" --connections "${CONNECTIONS:-$(($2 < 8 ? $2 : 8))}" \
    --seconds "$seconds" --warm-up $warm_up
  set_delay 0
  stop_program "$server"
}
refuse() { # refuse on|off
  local campaign
  begin "$1"
  campaign=$(create_campaign "$address" 1)
  "$programs/campaignctl" coupon issue --address "$address" --campaign "$campaign" --user winner >/dev/null
  "$tools/refusal-load" --address "$address" --campaign "$campaign" --connections 8 --in-flight-per-connection 8 \
    --seconds "$seconds" --server-process "$server" --json >"$report"
  stop_program "$server"
}
read_campaign() { # read_campaign on|off: one that nobody changes
  local campaign
  begin "$1"
  campaign=$(create_campaign "$address" 100)
  load "$report" --method GetCampaign --address "$address" --callers "16@$campaign" --connections 8 --seconds "$seconds" \
    --warm-up $warm_up
  stop_program "$server"
}
open_campaigns() { # open_campaigns on|off; sets `behind` to the median
  local all="" opening
  begin "$1"
  start_opening_scheduler "$1"
  for ((opening = 1; opening <= openings; opening++)); do
    open_campaign scheduled 1000
    all+=" $behind"
  done
  # shellcheck disable=SC2086 # words on purpose
  behind=$(median $all)
  stop_program "$scheduler"
  stop_program "$server"
}

declare -A measured
set_order() { # set_order PAIR; sets `order`
  order=(off on)
  [ $(($1 % 2)) -eq 1 ] || order=(on off)
}
# Both sides of a load, under the name LOAD or PREFIX.LOAD.
compare() { # compare PAIR CALLS_IN_FLIGHT@MILLISECONDS [PREFIX]
  local load=$2 name=${3:+$3.}$2
  for side in "${order[@]}"; do
    issue "$side" "${load%@*}" "${load#*@}"
    measured[$side.$name.$1]=$(value "$report" issued_per_second)
    measured[$side.$name.p50.$1]=$(value "$report" p50_us)
    measured[$side.$name.p99.$1]=$(value "$report" p99_us)
  done
  echo "$name: off ${measured[off.$name.$1]} coupons/s (p99 ${measured[off.$name.p99.$1]} µs)," \
    "on ${measured[on.$name.$1]} (p99 ${measured[on.$name.p99.$1]} µs)"
}

start_cluster "$run_folder/postgres"
make_database ours
table_loads=(1@0 64@0 1024@0 1024@1 1024@5 4096@5)
# The rest of the plot, in the first three pairs.
plot_loads=()
for delay in "${delays[@]}"; do
  for load in "64@$delay" "1024@$delay"; do
    [[ " ${table_loads[*]} " = *" $load "* ]] || plot_loads+=("$load")
  done
done
for ((pair = 1; pair <= pairs; pair++)); do
  step "pair $pair of $pairs"
  set_order "$pair"
  loads=("${table_loads[@]}")
  [ "$pair" -gt 3 ] || loads+=("${plot_loads[@]}")
  [ -z "${LOADS:-}" ] || read -r -a loads <<<"$LOADS"
  for load in "${loads[@]}"; do compare "$pair" "$load"; done
  [ -z "${LOADS:-}" ] || continue
  CONNECTIONS=64 compare "$pair" 64@0 connections
  for side in "${order[@]}"; do
    refuse "$side"
    measured[$side.refusals.$pair]=$(value "$report" calls_per_second)
    read_campaign "$side"
    measured[$side.reads.$pair]=$(value "$report" shown_per_second)
    open_campaigns "$side"
    measured[$side.opening.$pair]=$behind
  done
  echo "refusals/s: off ${measured[off.refusals.$pair]}, on ${measured[on.refusals.$pair]};" \
    "readings/s: off ${measured[off.reads.$pair]}, on ${measured[on.reads.$pair]};" \
    "first coupon, ms: off ${measured[off.opening.$pair]}, on ${measured[on.opening.$pair]}"
done
[ -z "${LOADS:-}" ] || exit 0

step "a synchronous standby 5 ms away"
log=$run_folder/delay-relay.log
port=${DATABASE_URL##*:}
launch "$log" "$tools/delay-relay" --port "${port%%/*}" --delay 5
wait_for_line "$launched" "$log" 'listening on ' 30
"$root/scripts/postgres.sh" standby "$run_folder/standby" "$run_folder/postgres" "$(sed -n 's/.*listening on .*://p' "$log")" \
  >/dev/null
sql "$DATABASE_URL" "ALTER SYSTEM SET synchronous_standby_names = '*'"
sql "$DATABASE_URL" "SELECT pg_reload_conf()"
until [ "$(sql "$DATABASE_URL" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ]; do sleep 0.1; done
for ((pair = 1; pair <= pairs; pair++)); do
  set_order "$pair"
  compare "$pair" 1024@0 standby
done

# The runs of one column beside another, over all pairs that have them.
runs() { # runs OURS REFERENCE
  for ((pair = 1; pair <= pairs; pair++)); do
    [ -z "${measured[$1.$pair]:-}" ] || echo -n " ${measured[$1.$pair]}:${measured[$2.$pair]}"
  done
}
beside_off() { # beside_off NAME UNIT MEASURED [FIELD=JSON...]
  figure "release/$1" "$2" "without early release" "$(runs "on.$3" "off.$3")" "${@:4}"
}

step "figures"
beside_off "64 in flight" coupons/s 64@0 target=1.25
beside_off "64 in flight over 64 connections" coupons/s connections.64@0
figure "release/1,024 in flight, flush 1 ms longer" coupons/s "the same without the delay" \
  "$(runs on.1024@1 on.1024@0)" target=0.8
figure "release/1,024 in flight, flush 5 ms longer" coupons/s "the same without the delay" \
  "$(runs on.1024@5 on.1024@0)" target=0.5
beside_off "1,024 in flight, flush 5 ms longer, beside off" coupons/s 1024@5 target=1.6
beside_off "4,096 in flight, flush 5 ms longer" coupons/s 4096@5 target=2
beside_off "1,024 in flight, a standby 5 ms away" coupons/s standby.1024@0 target=2
beside_off "a lone call" µs 1@0.p50 ratio_at_most=1.03
beside_off "refusals from memory, 64 in flight" calls/s refusals target=0.97
beside_off "first coupon of an opening behind the start" ms opening ratio_at_most=1.03
beside_off "GetCampaign of an idle campaign, 16 in flight" calls/s reads target=0.97
for crowd in 64 1,024; do
  for delay in "${delays[@]}"; do
    load=${crowd/,/}@$delay
    figure "release/plot/$crowd in flight/$delay" coupons/s "without early release" "$(runs "on.$load" "off.$load")"
  done
done
