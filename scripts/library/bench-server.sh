# The server that the benchmarks of the transport measure: a campaign-server of their own with a sold-out campaign, so
# that nothing that ran before shows. Sourced; needs an open run folder, DATABASE_URL of a migrated database, and
# `product_programs` and `tools`, the folders of the release builds.

require_variables() { # require_variables NAME...
  local name
  for name in "$@"; do
    if [ -z "${!name:-}" ]; then
      echo "$(basename "$0"): set $name; scripts/bench.sh does" >&2
      exit 2
    fi
  done
}

# Starts a program that says "listening on ADDRESS"; sets `launched` and `address`.
start_listener() { # start_listener NAME COMMAND...
  local log=$run_folder/$1.log
  : >"$log"
  launch "$log" "${@:2}"
  wait_for_line "$launched" "$log" 'listening on ' 30
  address=$(sed -n 's/.*listening on \([^ ]*:[0-9]*\).*/\1/p' "$log" | head -n 1)
}

# Ends what `launch` started.
end_listener() { # end_listener PROCESS
  end_process_group "$1" "$(cat "$run_folder/processes/$1")" 15
  rm -f "$run_folder/processes/$1"
}

# Sets `server`, its process, and `server_address`.
start_bench_server() {
  start_listener campaign-server "$product_programs/campaign-server" --listen 127.0.0.1:0
  server=$launched
  server_address=$address
}

# Sets `campaign`: one coupon, and that is gone. Records the refusal of it as $run_folder/answer.
sell_out_campaign() {
  local ctl=("$product_programs/campaignctl")
  campaign=$("${ctl[@]}" campaign create --address "$server_address" --name "Refusals" --coupons 1 --quiet)
  "${ctl[@]}" coupon issue --address "$server_address" --campaign "$campaign" --user winner >/dev/null
  "$tools/refusal-load" --address "$server_address" --campaign "$campaign" --seconds 1 \
    --save-answer "$run_folder/answer" >/dev/null
}
