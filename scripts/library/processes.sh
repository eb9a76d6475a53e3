# Starting programs and ending them, all of them. Sourced by run-folder.sh; needs `run_folder`.
#
# Every program gets a process group of its own, so that Ctrl-C reaches this script alone, which then ends each program
# in order. The group is noted in the run's folder with the start time of its first process: should the script be killed,
# the next one finds what is left, and a number that another process has by now isn't mistaken for ours.

# Prints when process PID started (clock ticks since boot). Fails when it is gone, or a zombie.
process_start_time() { # process_start_time PID
  local line
  local -a fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -r -a fields <<<"${line##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

is_process() { # is_process PID START_TIME
  local start_time
  start_time=$(process_start_time "$1") && [ "$start_time" = "$2" ]
}

# Runs a command in the background and sets `launched` to its process number. Both outputs go to FILE, unless it is "-".
launch() { # launch FILE|- COMMAND...
  local output=$1
  shift
  set -m
  if [ "$output" = - ]; then
    "$@" </dev/null &
  else
    : >>"$output"
    "$@" </dev/null >>"$output" 2>&1 &
  fi
  launched=$!
  set +m
  process_start_time "$launched" >"$run_folder/processes/$launched" || true
}

# Runs a command to its end like a plain call, but a signal to this script needn't wait for that.
run() { # run COMMAND...
  local status=0 process
  launch - "$@"
  process=$launched
  wait "$process" || status=$?
  rm -f "$run_folder/processes/$process"
  return "$status"
}

# Waits until a program's log has a line that matches; shows the log when it ends, or doesn't get there in time.
wait_for_line() { # wait_for_line PID LOG PATTERN SECONDS
  local deadline=$((SECONDS + $4))
  until grep -q -- "$3" "$2"; do
    if ! process_start_time "$1" >/dev/null || [ $SECONDS -ge $deadline ]; then
      grep -q -- "$3" "$2" && return
      echo "$(basename "$2" .log) didn't say '$3' within $4 s:" >&2
      tail -n 20 "$2" >&2
      return 1
    fi
    sleep 0.05
  done
}

# SIGTERM, then SIGKILL for what is still there after SECONDS.
end_process_group() { # end_process_group PID START_TIME SECONDS
  local deadline=$((SECONDS + $3))
  if is_process "$1" "$2"; then
    kill -TERM -- "-$1" 2>/dev/null || true
    while is_process "$1" "$2"; do
      if [ $SECONDS -ge $deadline ]; then
        echo "process $1 didn't end within $3 s of SIGTERM: SIGKILL" >&2
        break
      fi
      sleep 0.05
    done
    kill -KILL -- "-$1" 2>/dev/null || true
  fi
}

# Ends every program that is noted in FOLDER, the newest first.
end_processes() { # end_processes FOLDER
  local file
  while read -r file; do
    end_process_group "$(basename "$file")" "$(cat "$file")" 15
    rm -f "$file"
  done < <(ls -t "$1"/processes/* 2>/dev/null)
}
