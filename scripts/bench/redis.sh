#!/usr/bin/env bash
# Issuing over 64 connections with one call in flight each, beside Redis with the usual Lua script (issue.lua) under an
# append-only file that is synced every second, and one that is synced before each answer. Redis is Debian's, on the same
# disk, reached over TCP as our server is; its client is redis-benchmark.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
if ! command -v redis-benchmark >/dev/null || ! command -v redis-check-rdb >/dev/null; then
  echo "This benchmark needs Redis: apt-get install redis-tools" >&2
  exit 1
fi
clients=64
# Debian's redis-tools has the whole server under another name. The package redis-server would start a service of its own.
ln -s "$(command -v redis-check-rdb)" "$run_folder/redis-server"

# Starts Redis on a free port and sets `redis` and `redis_port`. It never rewrites its file: it would only slow it down.
start_redis() { # start_redis everysec|always
  local folder=$run_folder/redis-$1 log=$run_folder/redis-$1.log
  rm -rf "$folder"
  mkdir "$folder"
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    redis_port=$((12000 + RANDOM % 20000))
    : >"$log"
    launch "$log" "$run_folder/redis-server" --bind 127.0.0.1 --port "$redis_port" --dir "$folder" --save '' --appendonly yes \
      --appendfsync "$1" --auto-aof-rewrite-percentage 0
    redis=$launched
    if wait_for_line "$redis" "$log" 'Ready to accept connections' 10 2>/dev/null; then return; fi
    stop_program "$redis"
  done
  tail -n 20 "$log" >&2
  return 1
}

redis_command() { redis-cli -h 127.0.0.1 -p "$redis_port" "$@"; }

# Prints calls/s of about `seconds` seconds; the number of calls comes from a short run.
measure_redis() { # measure_redis CALLS
  local script
  redis_command set stock 1000000000 >/dev/null
  script=$(redis_command script load "$(cat "$root/scripts/bench/issue.lua")")
  redis-benchmark -h 127.0.0.1 -p "$redis_port" -c $clients -n "$1" -r 2147483647 --csv \
    evalsha "$script" 3 stock users issued user-__rand_int__ 가나다라마바사아자7 | tail -n 1 |
    sed 's/.*","\([0-9]*\)[.0-9]*","[^,]*","[^,]*","\([0-9.]*\)","[^,]*","\([0-9.]*\)","[^,]*"$/\1 \2 \3/'
}

start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
declare -A runs rate
issued=0
for ((round = 1; round <= rounds; round++)); do
  step "round $round of $rounds: beside Redis"
  empty_tables "$database" "coupons, campaigns, campaign_transitions"
  sql "$database" "CHECKPOINT"
  campaign=$(create_campaign "$address" 10000000)
  load "$run_folder/load.json" --address "$address" --callers "$clients@$campaign" --connections $clients \
    --seconds "$seconds" --warm-up $warm_up
  issued=$(value "$run_folder/load.json" issued_per_second)
  echo "Seonchak: $issued coupons/s, p99 $(value "$run_folder/load.json" p99_us) µs," \
    "client $(value "$run_folder/load.json" client_processor_share) of a core"
  for sync in everysec always; do
    start_redis $sync
    read -r calibration _ < <(measure_redis 10000)
    read -r calls _ p99 < <(measure_redis $((calibration * seconds)))
    accepted=$(redis_command xlen issued)
    # Users are random numbers below two thousand million, so that a few come twice.
    if [ "$accepted" -lt $(((10000 + calibration * seconds) * 99 / 100)) ]; then
      echo "Redis issued $accepted of $((10000 + calibration * seconds))" >&2
      exit 1
    fi
    stop_program "$redis"
    rm -rf "$run_folder/redis-$sync"
    echo "Redis, AOF $sync: $calls coupons/s, p99 $p99 ms, $accepted issued"
    runs[$sync]+=" $issued:$calls"
    rate[$sync.p99]+=" $p99"
  done
done
stop_program "$server"

step "figures"
for sync in everysec always; do
  target=0.4
  [ $sync = everysec ] || target=0.8
  # shellcheck disable=SC2086 # words on purpose
  figure "redis/64 connections, AOF $sync" coupons/s "Redis Lua, AOF $sync" "${runs[$sync]}" target=$target \
    "details={\"redis_p99_ms\": $(median ${rate[$sync.p99]})}"
done
