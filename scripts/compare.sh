#!/usr/bin/env bash
# make compare BEFORE=COMMIT: the speed of this tree beside that of an earlier commit, on this machine, in one run. Both are
# built in release; then each figure is measured with the one and the other in turns, PAIRS (7) times, the one that begins
# changing from pair to pair. Prints a table: the median of the pairs' ratios and their spread, and whether it is worse by
# more than 3 %. Nothing is written into the repository.
#
# FIGURES="issue-1 issue-64" measures only those; SECONDS_PER_RUN (2) says how long each takes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/library/benchmark.sh"
pairs=${PAIRS:-7}
all_figures="issue-1 issue-64 issue-64-p99 issue-256 issue-1024 refusals-8 refusals-64 refusals-8x32 million opening servers
  campaigns-10 campaigns-1000 idle-memory"
figures=${FIGURES:-$all_figures}
if [ -z "${BEFORE:-}" ] || ! before=$(git -C "$root" rev-parse --verify --quiet "${BEFORE}^{commit}"); then
  echo "usage: make compare BEFORE=COMMIT; there is no commit '${BEFORE:-}' here" >&2
  exit 2
fi

# Builds the earlier commit's programs once, in a folder that git ignores, and notes where they are.
build_before() {
  local tree=$root/.build-compare/$before
  if [ ! -d "$tree" ]; then
    mkdir -p "$tree.unfinished"
    git -C "$root" archive "$before" | tar -x -C "$tree.unfinished"
    mv "$tree.unfinished" "$tree"
  fi
  local program
  for program in campaign-server campaign-scheduler campaignctl campaign-load; do
    run swift build --package-path "$tree" --configuration release --product "$program"
  done
  programs_of[before]=$(swift build --package-path "$tree" --configuration release --show-bin-path)
}

# Makes SIDE's programs those that the functions of benchmark.sh use, and `database` its own.
use() { # use SIDE
  programs=${programs_of[$1]}
  database=${DATABASE_URL%/*}/$1
}

clear_database() {
  empty_tables "$database" "coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
}

open_campaigns() { # open_campaigns COUNT; numbers 1 to COUNT
  sql "$database" "INSERT INTO campaigns (id, name, total_coupons, remaining_coupons, start_time, per_user_limit, state,
      opened_time, create_time, creation_fingerprint)
    SELECT id, 'Benchmark', 10000000, 10000000, now(), 1, 'OPEN', now(), now(), '' FROM generate_series(1, $1) AS id"
}

# Runs the load client against a server of the chosen side that is started for it; its report is `report`.
issue() { # issue CALLERS CONNECTIONS CAMPAIGNS
  clear_database
  open_campaigns "$3"
  start_server campaign-server "$database"
  load "$report" --address "$address" --callers "$1" --connections "$2" --seconds "$seconds" --warm-up $warm_up
  stop_program "$server"
}

refuse() { # refuse CONNECTIONS IN_FLIGHT_PER_CONNECTION; prints calls a second
  clear_database
  start_server campaign-server "$database"
  local campaign
  campaign=$(create_campaign "$address" 1)
  "$programs/campaignctl" coupon issue --address "$address" --campaign "$campaign" --user winner >/dev/null
  "$tools/refusal-load" --address "$address" --campaign "$campaign" --connections "$1" --in-flight-per-connection "$2" \
    --seconds "$seconds" --server-process "$server" --json >"$report"
  stop_program "$server"
  value "$report" calls_per_second
}

million() { # prints seconds until the last answer
  clear_database
  start_server campaign-server "$database"
  local campaign
  campaign=$(create_campaign "$address" 1000)
  load "$report" --address "$address" --callers "4096@$campaign" --connections 64 --calls 1000000
  stop_program "$server"
  value "$report" counted_seconds
}

moment() { date --utc --date="@$1" +%Y-%m-%dT%H:%M:%S.%6NZ; } # moment SECONDS_SINCE_EPOCH

opening() { # prints how long behind the start the first coupon was issued, in milliseconds: the median of 9 openings
  local scheduler log=$run_folder/campaign-scheduler.log
  clear_database
  start_server campaign-server "$database"
  : >"$log"
  launch "$log" env DATABASE_URL="$database" "$programs/campaign-scheduler"
  scheduler=$launched
  wait_for_line "$scheduler" "$log" 'scheduler ready' 30
  for _ in {1..9}; do open_under_load; done
  stop_program "$scheduler"
  stop_program "$server"
  sql "$database" "SELECT round(1000 * percentile_cont(0.5) WITHIN GROUP (
      ORDER BY extract(epoch FROM (SELECT min(issue_time) FROM coupons WHERE campaign_id = id) - start_time))::numeric, 3)
    FROM campaigns WHERE last_sequence > 0"
}

open_under_load() { # a crowd that asks 10,000 times a second from a fifth of a second before the start on
  local start campaign
  start=$(awk -v now="$EPOCHREALTIME" 'BEGIN { printf "%.6f", now + 0.7 }')
  campaign=$("$programs/campaignctl" campaign create --name "Opening" --coupons 1000 --start "$(moment "$start")" \
    --address "$address" --quiet)
  "$programs/campaign-load" burst --address "$address" --campaign "$campaign" --rate 10000 --duration 400ms \
    --at "$(moment "$(awk -v start="$start" 'BEGIN { printf "%.6f", start - 0.2 }')")" >"$run_folder/burst.log" 2>&1
}

two_servers() { # prints coupons a second
  local first first_address
  clear_database
  open_campaigns 1
  start_server first "$database"
  first=$server first_address=$address
  start_server second "$database"
  load "$report" --address "$first_address" --address "$address" --callers 256@1 --connections 8 --seconds "$seconds" \
    --warm-up $warm_up
  stop_program "$first"
  stop_program "$server"
  value "$report" issued_per_second
}

idle_memory() { # prints KiB a connection
  clear_database
  start_server campaign-server "$database"
  local campaign
  campaign=$(create_campaign "$address" 1)
  "$tools/idle-connections" --address "$address" --campaign "$campaign" --server-process "$server" --connections 2 \
    --json >"$report"
  "$tools/idle-connections" --address "$address" --campaign "$campaign" --server-process "$server" --connections 1000 \
    --json >"$report"
  stop_program "$server"
  value "$report" kib_per_connection
}

measure() { # measure FIGURE; prints one number
  case $1 in
    issue-1) issue 1@1 1 1 && value "$report" p50_us ;;
    issue-64) issue 64@1 8 1 && value "$report" issued_per_second ;;
    issue-64-p99) issue 64@1 8 1 && value "$report" p99_us ;;
    issue-256) issue 256@1 8 1 && value "$report" issued_per_second ;;
    issue-1024) issue 1024@1 8 1 && value "$report" issued_per_second ;;
    refusals-8) refuse 8 8 ;;
    refusals-64) refuse 64 1 ;;
    refusals-8x32) refuse 8 32 ;;
    million) million ;;
    opening) opening ;;
    servers) two_servers ;;
    campaigns-10) issue 256@1-10 64 10 && value "$report" issued_per_second ;;
    campaigns-1000) issue 256@1-1000 64 1000 && value "$report" issued_per_second ;;
    idle-memory) idle_memory ;;
    *) echo "FIGURES: there is no figure $1; there are: $all_figures" >&2 && return 2 ;;
  esac
}

# Sets `unit` and `better`, which of two numbers is the better one.
describe() { # describe FIGURE
  better=higher unit=coupons/s
  case $1 in
    issue-1 | issue-64-p99) better=lower unit=µs ;;
    refusals-*) unit=calls/s ;;
    million) better=lower unit=s ;;
    opening) better=lower unit=ms ;;
    idle-memory) better=lower unit=KiB/connection ;;
  esac
}

open_run_folder compare
results=$run_folder/results/10-compare
mkdir -p "$results"
build_benchmarks
declare -A programs_of=([after]=$programs)
build_before
report=$run_folder/report.json
unset DATABASE_URL "${!PG@}" "${!CAMPAIGN_@}"
postgres_programs=$("$root/scripts/postgres.sh" bin)
start_cluster "$run_folder/postgres"
for side in before after; do
  use $side
  make_database $side
done

declare -A measured
for ((pair = 1; pair <= pairs; pair++)); do
  step "pair $pair of $pairs"
  order=(before after)
  [ $((pair % 2)) -eq 1 ] || order=(after before)
  for name in $figures; do
    for side in "${order[@]}"; do
      use "$side"
      measured[$side.$name]=$(measure "$name" 2>"$run_folder/error.log" | tail -n 1) || {
        cat "$run_folder/error.log" >&2
        exit 1
      }
    done
    echo "$name: before ${measured[before.$name]}, after ${measured[after.$name]}"
    measured[runs.$name]+=" ${measured[after.$name]}:${measured[before.$name]}"
  done
done

step "figures"
for name in $figures; do
  describe "$name"
  figure "$name" "$unit" "before" "${measured[runs.$name]}" "better=\"$better\"" >/dev/null
done
"$tools/bench-figures" compare "$results"
