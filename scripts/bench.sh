#!/usr/bin/env bash
# make bench: measures Seonchak beside what it is compared with, on this machine, and writes the table of README.md and
# docs/performance.md (between their markers) and Benchmarks/results/. Measuring takes about half an hour; building comes
# before it. docs/performance.md says how each figure is measured.
#
# BENCH="issue redis" runs only those scripts of scripts/bench/ and prints their table; nothing is written then.
# SECONDS_PER_RUN (2) and ROUNDS (3) say how long each measurement takes, and how often it is repeated.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/library/benchmark.sh"
source "$root/scripts/library/machine.sh"
subjects=(issue redis refusals million opening burst servers campaigns queue delivery release ten-million idle-memory codec allocations)
read -r -a chosen <<<"${BENCH:-${subjects[*]}}"
for subject in "${chosen[@]}"; do
  if [ ! -x "$root/scripts/bench/$subject.sh" ]; then
    echo "BENCH=$subject: there is no such benchmark; there are: ${subjects[*]}" >&2
    exit 2
  fi
done

open_run_folder bench
build_benchmarks
# A package of its own, since grpc-swift-2 takes minutes to build.
if [[ " ${chosen[*]} " = *" refusals "* ]] && [ -z "${GRPC_PROGRAMS:-}" ]; then
  run swift build --package-path "$root/Benchmarks/grpc" --configuration release
  GRPC_PROGRAMS=$(swift build --package-path "$root/Benchmarks/grpc" --configuration release --show-bin-path)
  export GRPC_PROGRAMS
fi
results=$run_folder/results
mkdir "$results"
describe_run >"$results/environment.json"

# A cluster for the scripts that don't make one themselves.
unset DATABASE_URL "${!PG@}" "${!CAMPAIGN_@}"
start_cluster "$run_folder/postgres"
"$programs/campaignctl" migrate up >/dev/null

started=$SECONDS
number=10
for subject in "${chosen[@]}"; do
  folder=$results/$number-$subject
  mkdir "$folder"
  subject_started=$SECONDS
  run "$root/scripts/bench/$subject.sh" "$folder"
  echo "$subject took $((SECONDS - subject_started)) s"
  number=$((number + 1))
done

step "all of it, measured in $((SECONDS - started)) s"
if [ -n "${BENCH:-}" ]; then
  "$tools/bench-figures" table "$results"
else
  "$tools/bench-figures" table "$results" "$root/Benchmarks/results" "$root/README.md" "$root/docs/performance.md"
fi
