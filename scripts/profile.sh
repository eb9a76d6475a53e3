#!/usr/bin/env bash
# Where the processor time of issuing goes: perf on campaign-server and on PostgreSQL's backends under issue-load, 256 (or
# IN_FLIGHT) calls in flight, in shares of all samples. A sample counts for the first line of the list below that is in its
# stack. Needs perf (Debian: linux-perf); make bench must have built the programs. docs/performance.md shows its output.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/library/benchmark.sh"
command -v perf >/dev/null || {
  echo "scripts/profile.sh needs perf: apt-get install linux-perf" >&2
  exit 1
}
in_flight=${IN_FLIGHT:-256}
begin_benchmark "$(mktemp --directory)"
rmdir "$results"
start_cluster "$run_folder/postgres"
make_database ours
start_server campaign-server "$database"
campaign=$(create_campaign "$address" 10000000)
"$tools/issue-load" --address "$address" --callers "$in_flight@$campaign" --connections 8 --seconds 8 --warm-up 0.5 \
  >"$run_folder/load.json" &
sleep 2
backends=$(sql "$database" "SELECT string_agg(pid::text, ',') FROM pg_stat_activity WHERE application_name = 'campaign-server'")
perf record --quiet --event=cpu-clock --freq=2000 --call-graph=fp --pid="$server,$backends" \
  --output="$run_folder/perf.data" sleep 4 >/dev/null 2>&1
wait $!
stop_program "$server"

perf script --input="$run_folder/perf.data" --fields=comm,ip,sym 2>/dev/null | swift demangle --simplified | awk '
  function classify(stack,    index_) {
    for (index_ = 1; index_ <= count; index_++) if (stack ~ patterns[index_]) return names[index_]
    return stack ~ /PostmasterMain/ ? "PostgreSQL: the rest" : stack ~ /SelectableEventLoop/ ? "event loops: the rest" : "issuing thread and others: the rest"
  }
  function add(name, pattern) { names[++count] = name; patterns[count] = pattern }
  BEGIN {
    add("PostgreSQL: unique indexes", "ExecInsertIndexTuples")
    add("PostgreSQL: CHECKs", "ExecConstraints")
    add("PostgreSQL: COMMIT, the log written and flushed", "CommitTransactionCommand")
    add("PostgreSQL: rows inserted, updated, locked", "heap_insert|heap_multi_insert|heap_update|heap_lock_tuple")
    add("PostgreSQL: waiting for us and reading", "secure_read|pq_getbyte|WaitEventSetWait")
    add("PostgreSQL: answering", "secure_write|internal_flush|pq_flush|__send")
    add("PostgreSQL: statements started and ended", "standard_ExecutorStart|standard_ExecutorEnd|PortalStart|exec_bind_message")
    add("issuing thread: answers given", "AnswersToGive.give")
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
