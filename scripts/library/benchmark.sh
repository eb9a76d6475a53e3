# Functions that the scripts of scripts/bench/ share. Each measures one subject and writes one file of JSON for each
# figure into the folder that is its argument. Sourced; sets `root`.
#
# A figure is a ratio: the same work done by Seonchak ("ours") and by something to compare it with ("reference"), one
# after the other, a few times; the median of the ratios counts. A measurement takes `seconds` (SECONDS_PER_RUN, 2) and is
# repeated `rounds` times (ROUNDS, 3), unless its script says otherwise.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"
source "$root/scripts/library/figures.sh"
export SECONDS_PER_RUN=${SECONDS_PER_RUN:-2} ROUNDS=${ROUNDS:-3}
seconds=$SECONDS_PER_RUN
rounds=$ROUNDS
warm_up=0.5

# Builds everything in release, once for all scripts, and sets `programs` and `tools`. PRODUCT_PROGRAMS and BENCHMARK_PROGRAMS
# name folders where the programs are already.
build_benchmarks() {
  "$root/scripts/install-dependencies.sh" --bench
  if [ -z "${PRODUCT_PROGRAMS:-}" ]; then
    build_programs campaign-server campaign-scheduler campaignctl campaign-load
    export PRODUCT_PROGRAMS=$programs
  fi
  if [ -z "${BENCHMARK_PROGRAMS:-}" ]; then
    run swift build --package-path "$root/Benchmarks" --configuration release
    BENCHMARK_PROGRAMS=$(swift build --package-path "$root/Benchmarks" --configuration release --show-bin-path)
    export BENCHMARK_PROGRAMS
  fi
  programs=$PRODUCT_PROGRAMS
  tools=$BENCHMARK_PROGRAMS
}

# Opens a run folder, builds, and sets `results`, the folder that the figures go to.
begin_benchmark() { # begin_benchmark RESULT_FOLDER
  if [ $# -ne 1 ]; then
    echo "usage: ${0##*/} RESULT_FOLDER" >&2
    exit 2
  fi
  mkdir -p "$1"
  results=$(realpath "$1")
  open_run_folder bench
  build_benchmarks
  unset DATABASE_URL "${!PG@}" "${!CAMPAIGN_@}"
  postgres_programs=$("$root/scripts/postgres.sh" bin)
}

# Starts a private cluster and sets DATABASE_URL. SETTINGS are words NAME=VALUE; the rest is as PostgreSQL has it.
start_cluster() { # start_cluster FOLDER [SETTINGS]
  DATABASE_URL=$("$root/scripts/postgres.sh" start "$1")
  export DATABASE_URL
  [ -z "${2:-}" ] || set_cluster "$1" "$2"
}

# Restarts a cluster with other settings.
set_cluster() { # set_cluster FOLDER SETTINGS
  local setting
  sql "$DATABASE_URL" "ALTER SYSTEM RESET ALL"
  for setting in $2; do sql "$DATABASE_URL" "ALTER SYSTEM SET ${setting%%=*} = '${setting#*=}'"; done
  DATABASE_URL=$("$root/scripts/postgres.sh" restart "$1")
}

sql() { # sql URL STATEMENT; prints bare values, separated by blanks
  "$postgres_programs/psql" --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' \
    --set=ON_ERROR_STOP=1 --command="$2" "$1" </dev/null
}

# Prints the processor time that a program has taken.
processor_seconds() { # processor_seconds PID
  awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"
}

# Empties tables. A server that runs may read them in another order than they are locked: then PostgreSQL ends one of the two.
empty_tables() { # empty_tables URL "TABLE, TABLE"
  local attempt
  for attempt in 1 2 3; do
    sql "$1" "TRUNCATE $2" && return
    echo "emptying $2 failed (attempt $attempt of 3)" >&2
    sleep 1
  done
  return 1
}

# Makes a database with the product's schema in the cluster of DATABASE_URL and sets `database` to its URL.
make_database() { # make_database NAME
  database=${DATABASE_URL%/*}/$1
  sql "$DATABASE_URL" "CREATE DATABASE $1"
  "$programs/campaignctl" migrate up --database-url "$database" >/dev/null
}

# Starts a server on a free port and sets `server`, its process, and `address`.
start_server() { # start_server NAME DATABASE_URL [OPTION...]
  local log=$run_folder/$1.log url=$2
  shift 2
  : >"$log"
  launch "$log" env DATABASE_URL="$url" "$programs/campaign-server" --listen 127.0.0.1:0 "$@"
  server=$launched
  wait_for_line "$server" "$log" 'listening on ' 30
  address=$(sed -n 's/.*listening on \([^ ]*:[0-9]*\).*/\1/p' "$log" | tail -n 1)
}

stop_program() { # stop_program PID
  end_process_group "$1" "$(cat "$run_folder/processes/$1")" 15
  rm -f "$run_folder/processes/$1"
  wait "$1" || true
}

# Creates an open campaign with a limit of one coupon a user and prints its id.
create_campaign() { # create_campaign ADDRESS COUPONS
  "$programs/campaignctl" campaign create --name "Benchmark" --coupons "$2" --address "$1" --quiet
}

# Runs the load client; its report is in FILE.
load() { # load FILE OPTION...
  local file=$1
  shift
  "$tools/issue-load" "$@" >"$file"
}

# Runs pgbench; prints transactions/s.
transactions() { # transactions URL CLIENTS FILE [OPTION...]
  local url=$1 clients=$2 file=$3 output
  shift 3
  output=$("$postgres_programs/pgbench" --no-vacuum --protocol=prepared --jobs=$((clients < 2 ? clients : 2)) \
    --client="$clients" --time="$seconds" --file="$root/scripts/bench/$file" "$@" "$url" 2>&1) || {
    echo "$output" >&2
    return 1
  }
  sed -n 's/^tps = \([0-9]*\).*/\1/p' <<<"$output"
}
