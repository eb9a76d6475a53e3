#!/usr/bin/env bash
# A campaign that has issued ten million coupons beside an empty one in an empty database of the same cluster, with 256
# calls in flight: with PostgreSQL's defaults, and with the settings and preparations that docs/performance.md recommends.
# Filling takes about a minute; all of it needs 16 GB below the repository's folder for as long as it runs.
#
# With the defaults checkpoints come every few seconds under this load, and nearly every coupon writes whole pages of the
# indexes to the log. With the recommended settings they come every half hour at most; what is measured is the time between
# them, after runs that take the campaign through the time behind one, whose first seconds are a figure of their own.
#
# SETTINGS="NAME=VALUE NAME=VALUE" measures those instead of the recommended ones.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../library/benchmark.sh"
begin_benchmark "$@"
source "$root/scripts/library/ten-million.sh"
in_flight=256
behind_checkpoint=8 # seconds
between_checkpoints=12 # seconds

cluster=$run_folder/postgres
recommended=${SETTINGS:-$recommended_settings}
measuring="shared_preload_libraries=pg_stat_statements"
make_ten_million "$cluster"

# The work of a database so far, as PostgreSQL's counters have it once the server's connections have ended: statements,
# rows fetched by index, rows read by sequential scans.
counters() { # counters DATABASE
  sql "$DATABASE_URL" "SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '$1'))"
  sql "${DATABASE_URL%/*}/$1" "SELECT coalesce(sum(idx_scan), 0), coalesce(sum(idx_tup_fetch), 0),
      coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname IN ('campaigns', 'coupons')"
}

last_sequences() { # last_sequences DATABASE; how many coupons its campaigns have issued
  sql "${DATABASE_URL%/*}/$1" "SELECT coalesce(sum(last_sequence), 0) FROM campaigns"
}

wal_position() { sql "$DATABASE_URL" "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"; }

issue() { # issue NAME ADDRESS CAMPAIGN SECONDS; sets `issued`
  load "$run_folder/$1.json" --address "$2" --callers "$in_flight@$3" --connections 8 --seconds "$4" --warm-up $warm_up
  issued=$(value "$run_folder/$1.json" issued_per_second)
}

measure() { # measure NAME TARGET SETTINGS prepared|""
  local name=$1 target=$2 round full empty wal written before after runs="" wal_bytes="" full_p99="" empty_p99=""
  local behind calls=() campaign index
  set_cluster "$cluster" "$3"
  sql "$DATABASE_URL" "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_stat_statements"
  start_server filled "${DATABASE_URL%/*}/filled"
  local full_server=$server full_address=$address
  start_server empty "${DATABASE_URL%/*}/empty"
  local empty_server=$server empty_address=$address
  empty_tables "${DATABASE_URL%/*}/empty" "coupons, campaigns, campaign_transitions"
  # Holders that a server reads once for a campaign aren't counted.
  issue full "$full_address" 1 1
  await_known_holders
  if [ "$4" = prepared ]; then prepare_launch; else sql "$DATABASE_URL" "CHECKPOINT"; fi
  issue full "$full_address" 1 $behind_checkpoint
  behind=$issued
  # With the defaults there is no time between checkpoints.
  [ "$4" != prepared ] || issue full "$full_address" 1 $between_checkpoints
  # Connections report what they did within 10 s.
  sleep 11
  sql "$DATABASE_URL" "SELECT pg_stat_statements_reset()" >/dev/null
  for index in filled empty; do
    sql "${DATABASE_URL%/*}/$index" "SELECT pg_stat_reset()" >/dev/null
  done
  before=$(last_sequences filled)
  for ((round = 1; round <= rounds; round++)); do
    campaign=$(create_campaign "$empty_address" 10000000)
    issue empty "$empty_address" "$campaign" "$seconds"
    empty=$issued
    wal=$(wal_position)
    written=$(last_sequences filled)
    issue full "$full_address" 1 "$seconds"
    full=$issued
    wal_bytes+=" $((($(wal_position) - wal) / ($(last_sequences filled) - written)))"
    full_p99+=" $(value "$run_folder/full.json" p99_us)"
    empty_p99+=" $(value "$run_folder/empty.json" p99_us)"
    echo "$name: ten million $full coupons/s, empty $empty coupons/s; ${wal_bytes##* } bytes of WAL a coupon"
    runs+=" $full:$empty"
  done
  stop_program "$full_server"
  stop_program "$empty_server"

  # All runs of these settings together, without the one behind the checkpoint.
  after=$(($(last_sequences filled) - before))
  for index in filled empty; do
    [ $index = filled ] || after=$(last_sequences empty)
    calls+=("$(counters $index | tr '\n' ' ' | awk -v coupons="$after" '{
      printf "{\"statements\": %.4f, \"index_scans\": %.3f, \"rows_by_index\": %.4f, \"rows_by_scan\": %.4f}",
        $1 / coupons, $2 / coupons, $3 / coupons, $4 / coupons }')")
  done
  echo "a coupon of the ten million: ${calls[0]}"
  echo "a coupon of the empty one:   ${calls[1]}"
  # shellcheck disable=SC2086 # words on purpose
  figure "ten-million/ten million issued, $name" coupons/s "an empty campaign" "$runs" target="$target" \
    "details={\"settings\": \"$(xargs <<<"$3")\", \"wal_bytes_per_coupon\": $(median $wal_bytes), \"p99_us\": $(median $full_p99), \"empty_p99_us\": $(median $empty_p99), \"issued_per_second_behind_a_checkpoint\": $behind, \"per_coupon\": ${calls[0]}, \"per_coupon_of_the_empty\": ${calls[1]}}"
  # The same with any settings.
  [ "$name" = "PostgreSQL's defaults" ] || return 0
  figure "ten-million/rows read for 1,000 coupons" rows "an empty campaign" \
    "$(for index in 0 1; do awk -F '[:,}]' '{ print ($6 + $8) * 1000 }' <<<"${calls[index]}"; done | paste -sd :)" ratio_at_most=1.1
  figure "ten-million/statements for 1,000 coupons" statements "an empty campaign" \
    "$(for index in 0 1; do awk -F '[:,}]' '{ print $2 * 1000 }' <<<"${calls[index]}"; done | paste -sd :)" ratio_at_most=1.1
}

measure "PostgreSQL's defaults" 0.5 "$measuring" ""
measure "recommended settings" 0.75 "$recommended $measuring" prepared
