# A campaign with ten million issued coupons, and the settings that docs/performance.md recommends for it. Sourced behind
# benchmark.sh, once a run folder is open.

# A quarter of the memory, as PostgreSQL's manual advises; here the indexes of the ten million need 3 GB of it.
quarter_of_memory=$(awk '/^MemTotal:/ { printf "%dMB", $2 / 4096 }' /proc/meminfo)
recommended_settings="shared_buffers=$quarter_of_memory max_wal_size=16GB min_wal_size=8GB checkpoint_timeout=30min
  wal_compression=lz4"
# Nothing of the filling needs to survive a crash.
filling="fsync=off full_page_writes=off wal_level=minimal max_wal_senders=0 max_wal_size=64GB checkpoint_timeout=1h
  maintenance_work_mem=1GB shared_buffers=2GB autovacuum=off"
wal_segments_ahead=256 # 4 GB

# Makes a cluster and in it the database `filled`, whose campaign 1 has issued ten million coupons, and `empty`.
make_ten_million() { # make_ten_million FOLDER
  local free_megabytes
  free_megabytes=$(df --output=avail -m "$run_folder" | tail -n 1)
  if [ "$free_megabytes" -lt 16000 ]; then
    echo "There are $free_megabytes MB free in $root; ten million coupons and their log take 16,000." >&2
    exit 1
  fi
  step "filling ten million coupons"
  start_cluster "$1" "$filling"
  make_database filled
  "$postgres_programs/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --file="$root/scripts/bench/ten-million.sql" "$database"
  make_database empty
}

# The preparations of a launch besides the settings: the indexes are read into PostgreSQL's memory, and files for the
# log are there before they are needed.
prepare_launch() {
  local segment
  sql "${DATABASE_URL%/*}/filled" "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_prewarm" >/dev/null
  sql "${DATABASE_URL%/*}/filled" "SELECT pg_prewarm(indexrelid) FROM pg_index WHERE indrelid = 'coupons'::regclass" >/dev/null
  for ((segment = 0; segment < wal_segments_ahead; segment++)); do
    echo "SELECT pg_logical_emit_message(false, 'launch', ''); SELECT pg_switch_wal();"
  done | "$postgres_programs/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null "$DATABASE_URL"
  sql "$DATABASE_URL" "CHECKPOINT"
}

# Waits until the server has read who holds coupons of the campaign: it asks for no more of them.
await_known_holders() {
  local pages=-1 earlier=
  while [ "$pages" != "$earlier" ]; do
    earlier=$pages
    sleep 2
    pages=$(sql "$DATABASE_URL" "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
      WHERE query LIKE '%ORDER BY sequence LIMIT%'")
  done
  echo "the holders were read in $pages pages"
}
