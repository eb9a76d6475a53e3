# The product from nothing: packages, release build, database, server and scheduler. Sourced; needs `root` and an open
# run folder.

schedulers=()

step() { printf '\n== %s\n' "$*"; }

# Sets `programs`, the folder of the release build.
build_programs() { # build_programs PROGRAM...
  local program
  step "building in release"
  "$root/scripts/install-dependencies.sh"
  for program in "$@"; do
    run swift build --package-path "$root" --configuration release --product "$program"
  done
  programs=$(swift build --package-path "$root" --configuration release --show-bin-path)
}

# Exports DATABASE_URL: the caller's own, or that of a private cluster in FOLDER. Other variables of libpq in the
# caller's environment are meant for the caller's database.
open_database() { # open_database FOLDER
  if [ -n "${DATABASE_URL:-}" ]; then
    step "using the database of DATABASE_URL"
    return
  fi
  step "starting a private PostgreSQL"
  unset "${!PG@}"
  DATABASE_URL=$("$root/scripts/postgres.sh" start "$1")
  export DATABASE_URL
}

# Migrates, starts server and scheduler, and exports the address that the server has as CAMPAIGN_ADDRESS.
start_product() { # start_product HOST:PORT [SCHEDULER_OPTION...]
  step "migrating, starting server and scheduler"
  unset "${!CAMPAIGN_@}"
  run "$programs/campaignctl" migrate up

  local log=$run_folder/campaign-server.log
  launch "$log" "$programs/campaign-server" --listen "$1"
  server=$launched
  wait_for_line "$server" "$log" 'listening on ' 30
  CAMPAIGN_ADDRESS=$(sed -n 's/.*listening on \([^ ]*:[0-9]*\).*/\1/p' "$log" | head -n 1)
  export CAMPAIGN_ADDRESS

  start_scheduler campaign-scheduler "${@:2}"
  scheduler=$launched
}

# Starts a scheduler, whose log is named after it, and sets `launched`, its process.
start_scheduler() { # start_scheduler NAME [OPTION...]
  local log=$run_folder/$1.log
  launch "$log" "$programs/campaign-scheduler" "${@:2}"
  schedulers+=("$launched:$1")
  wait_for_line "$launched" "$log" 'scheduler ready' 30
}

# Ends all with SIGTERM, and fails when one of them doesn't end well.
stop_product() {
  local program process failed=0
  for program in "${schedulers[@]}" "$server:campaign-server"; do
    process=${program%%:*}
    end_process_group "$process" "$(cat "$run_folder/processes/$process")" 15
    rm -f "$run_folder/processes/$process"
    wait "$process" || failed=$?
    if [ "$failed" -ne 0 ]; then
      echo "${program#*:} ended with status $failed:" >&2
      tail -n 20 "$run_folder/${program#*:}.log" >&2
      return 1
    fi
  done
}
