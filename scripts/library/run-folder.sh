# The folder of one run of a script, .local/NAME.PROCESS.START_TIME, and the promise that nothing of the run outlives
# it: when the script ends, by itself, by Ctrl-C or by SIGTERM, its programs end, its clusters are removed and the
# folder goes. Leftovers of a script that was killed by SIGKILL are removed by the next one. Sourced; needs `root`.
source "$root/scripts/library/processes.sh"

open_run_folder() { # open_run_folder NAME; sets `run_folder`
  mkdir -p "$root/.local"
  (
    flock --wait 120 9
    remove_abandoned_runs
  ) 9>"$root/.local/lock"
  run_folder=$root/.local/$1.$$.$(process_start_time $$)
  trap 'close_run_folder' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$run_folder/processes"
}

close_run_folder() {
  local status=$?
  trap - EXIT
  trap '' HUP INT TERM
  end_run "$run_folder" || status=1
  exit "$status"
}

# Makes a folder that stays this run's own until it ends; fails when another run has it.
claim_folder() { # claim_folder FOLDER
  mkdir -p "$1"
  (
    flock --wait 10 9
    if owner=$(cat "$1/owner" 2>/dev/null) && is_run "$owner"; then exit 1; fi
    basename "$run_folder" >"$1/owner"
  ) 9>"$root/.local/lock"
}

# The cluster in FOLDER is stopped, not removed, when the run ends.
keep_cluster() { echo "$1" >"$run_folder/kept-cluster"; } # keep_cluster FOLDER

# Clusters that tests made below the run's folder are found by the file that scripts/postgres.sh leaves in theirs.
end_run() { # end_run FOLDER
  local home kept status=0
  end_processes "$1"
  if kept=$(cat "$1/kept-cluster" 2>/dev/null) && [ -f "$kept/home" ]; then
    "$root/scripts/postgres.sh" stop "$kept" || status=1
  fi
  while read -r home; do
    "$root/scripts/postgres.sh" remove "$(dirname "$home")" || status=1
  done < <(find "$1" -name data -prune -o -type f -name home -print 2>/dev/null)
  [ $status -ne 0 ] || rm -rf "$1"
  return $status
}

is_run() { # is_run NAME.PROCESS.START_TIME: is that run under way?
  local process=${1#*.}
  is_process "${process%.*}" "${process#*.}"
}

remove_abandoned_runs() {
  local folder
  for folder in "$root"/.local/*.*.*/; do
    folder=${folder%/}
    [[ ${folder##*/} =~ ^[a-z]+\.[0-9]+\.[0-9]+$ ]] || continue
    is_run "${folder##*/}" || end_run "$folder" || true
  done
}
