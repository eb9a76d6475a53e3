#!/usr/bin/env bash
# Shows where the time of issuing goes, under issue-load with 256 (or IN_FLIGHT) calls in flight over 8 (CONNECTIONS)
# connections.
#
# First the wall time of a group, by PostgreSQL's own clocks: its statements, its log, and the rest, in which one side waits
# for the other. Then the processor time: perf on campaign-server and on PostgreSQL's backends, in shares of all samples. A
# sample counts for the first line of the list below that is in its stack.
#
# SETTINGS="NAME=VALUE …" are settings of PostgreSQL beside its defaults, SERVER_OPTIONS options of campaign-server.
# FILLED=1 issues on a campaign that has issued ten million coupons, with the settings that docs/performance.md recommends.
# Needs perf (Debian: linux-perf); make bench must have built the programs. docs/performance.md shows its output.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/library/benchmark.sh"
command -v perf >/dev/null || {
  echo "scripts/profile.sh needs perf: apt-get install linux-perf" >&2
  exit 1
}
in_flight=${IN_FLIGHT:-256}
connections=${CONNECTIONS:-8}
begin_benchmark "$(mktemp --directory)"
rmdir "$results"
source "$root/scripts/library/ten-million.sh"
cluster=$run_folder/postgres
clocks="shared_preload_libraries=pg_stat_statements track_wal_io_timing=on ${SETTINGS:-}"
if [ -n "${FILLED:-}" ]; then
  make_ten_million "$cluster"
  database=${DATABASE_URL%/*}/filled
  set_cluster "$cluster" "$recommended_settings $clocks"
else
  start_cluster "$cluster" "$clocks"
  make_database ours
fi
database=${DATABASE_URL%/*}/${database##*/}
sql "$DATABASE_URL" "CREATE EXTENSION pg_stat_statements"
# shellcheck disable=SC2086 # words on purpose
start_server campaign-server "$database" ${SERVER_OPTIONS:-}
if [ -n "${FILLED:-}" ]; then campaign=1; else campaign=$(create_campaign "$address" 10000000); fi

issue() { # issue SECONDS
  load "$run_folder/load.json" --address "$address" --callers "$in_flight@$campaign" --connections "$connections" \
    --seconds "$1" --warm-up 0.5
}

step "$in_flight in flight over $connections connections"
issue 1
if [ -n "${FILLED:-}" ]; then
  await_known_holders
  prepare_launch
  issue 20
fi
sql "$DATABASE_URL" "SELECT pg_stat_statements_reset(); SELECT pg_stat_reset_shared('wal')" >/dev/null
before=$(sql "$database" "SELECT last_sequence FROM campaigns WHERE id = $campaign")
issue 4
# Statements are counted with the half second before, too, and a group's are the means of all.
sql "$DATABASE_URL" "
  WITH statements AS (
      SELECT CASE WHEN query LIKE 'INSERT INTO coupons %' THEN 'INSERT' WHEN query LIKE 'UPDATE campaigns %' THEN 'UPDATE'
              WHEN query LIKE '%FOR UPDATE' THEN 'SELECT FOR UPDATE' END AS name, calls, total_exec_time * 1000 AS us, rows
          FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '${database##*/}')
  ), groups AS (
      SELECT calls, rows::float / calls AS coupons, rows::float / calls / $(value "$run_folder/load.json" issued_per_second) * 1e6 AS us
          FROM statements WHERE name = 'INSERT' ORDER BY calls DESC LIMIT 1
  ), parts AS (
      SELECT name, sum(statements.us) / max(groups.calls) AS us FROM statements, groups WHERE name IS NOT NULL GROUP BY name
      UNION ALL SELECT 'log written and flushed', (wal_write_time + wal_sync_time) * 1000 / groups.calls FROM pg_stat_wal, groups
  )
  SELECT format('%s coupons a group, a group each %s µs; p50 of a call %s ms, p99 %s ms', round(coupons), round(us),
      round($(value "$run_folder/load.json" p50_us) / 1000, 2), round($(value "$run_folder/load.json" p99_us) / 1000, 2)) FROM groups
  UNION ALL SELECT * FROM (SELECT format('%6s µs  %s', round(us), name) FROM parts ORDER BY us DESC) AS ordered
  UNION ALL SELECT format('%6s µs  the rest: each waiting for the other, the wire, decisions', round(groups.us - (SELECT sum(us) FROM parts)))
      FROM groups"

# The coupons of a group share their time of issue.
sql "$database" "
  WITH groups AS (
      SELECT issue_time, count(*) AS coupons, extract(epoch FROM lead(issue_time) OVER (ORDER BY issue_time) - issue_time) * 1e6 AS us
          FROM coupons WHERE campaign_id = $campaign AND sequence > $before GROUP BY issue_time
  )
  SELECT format('from one decision to the next: p50 %s, p90 %s, p99 %s µs; coupons a group: p10 %s, p50 %s, p90 %s',
      round(percentile_cont(0.5) WITHIN GROUP (ORDER BY us)), round(percentile_cont(0.9) WITHIN GROUP (ORDER BY us)),
      round(percentile_cont(0.99) WITHIN GROUP (ORDER BY us)), percentile_disc(0.1) WITHIN GROUP (ORDER BY coupons),
      percentile_disc(0.5) WITHIN GROUP (ORDER BY coupons), percentile_disc(0.9) WITHIN GROUP (ORDER BY coupons)) FROM groups"

issue 8 &
load_process=$!
sleep 2
backends=$(sql "$database" "SELECT string_agg(pid::text, ',') FROM pg_stat_activity
  WHERE application_name LIKE 'campaign-server%' AND datname = current_database()")
perf record --quiet --event=cpu-clock --freq=2000 --call-graph=fp --pid="$server,$backends" \
  --output="$run_folder/perf.data" sleep 4 >/dev/null 2>&1
wait $load_process
stop_program "$server"

perf script --input="$run_folder/perf.data" --fields=comm,ip,sym 2>/dev/null | swift demangle --simplified | awk '
  function classify(stack,    index_) {
    for (index_ = 1; index_ <= count; index_++) if (stack ~ patterns[index_]) return names[index_]
    return stack ~ /PostmasterMain/ ? "PostgreSQL: the rest" : stack ~ /SelectableEventLoop/ ? "event loops: the rest" : "issuing thread and others: the rest"
  }
  function add(name, pattern) { names[++count] = name; patterns[count] = pattern }
  BEGIN {
    add("PostgreSQL: files of the log made", "XLogFileInit")
    add("PostgreSQL: tables and indexes extended", "mdextend")
    add("PostgreSQL: unique indexes", "ExecInsertIndexTuples")
    add("PostgreSQL: CHECKs", "ExecConstraints")
    add("PostgreSQL: COMMIT, the log written and flushed", "CommitTransactionCommand")
    add("PostgreSQL: rows inserted, updated, locked", "heap_insert|heap_multi_insert|heap_update|heap_lock_tuple")
    add("PostgreSQL: waiting for us and reading", "secure_read|pq_getbyte|WaitEventSetWait")
    add("PostgreSQL: answering", "secure_write|internal_flush|pq_flush|__send")
    add("PostgreSQL: statements started and ended", "standard_ExecutorStart|standard_ExecutorEnd|PortalStart|exec_bind_message")
    add("gate: answers given", "IssueEngine.give.*DurabilityWorker")
    add("gate: markers", "DurabilityWorker")
    add("issuing thread: answers given", "DeferredAnswers.give")
    add("issuing thread: codes drawn", "CouponCodeReserve|CouponCode.random")
    add("issuing thread: decisions", "Issuance.decide")
    add("issuing thread: holders kept", "KnownHolders")
    add("issuing thread: waiting for PostgreSQL", "SocketWait|PostgresConnection.results|WorkQueue.next")
    add("issuing thread: statements made and sent", "PostgresCampaignSession")
    add("event loops: calls read and entered", "ConnectionHandler.channelRead")
    add("event loops: answers encoded and written", "ConnectionHandler.deliverAnswers")
    add("event loops: waiting", "epoll_wait|_blockingWaitForWork")
  }
  NF == 0 { if (stack != "") { shares[classify(stack)]++; total++ }; stack = ""; next }
  { stack = stack "\n" $0 }
  END { for (name in shares) printf "%5.1f %%  %s\n", 100 * shares[name] / total, name }' | sort -k3,3 -k1,1nr
