#!/usr/bin/env bash
# make test: every test, on a private PostgreSQL (or that of DATABASE_URL). FILTER=Name runs those that match.
#
# Tests read TEST_DATABASE_URL, a superuser's URL: they make databases of their own in that cluster. A test that needs a
# cluster for itself makes one with scripts/postgres.sh below TEST_FOLDER; what it leaves there is removed in any case.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"

open_run_folder test
step "building the programs and the tests"
"$root/scripts/install-dependencies.sh" --test
run swift build --package-path "$root" --build-tests
open_database "$run_folder/postgres"

step "testing"
export TEST_DATABASE_URL=$DATABASE_URL TEST_FOLDER=$run_folder
# The programs under test must take nothing from the caller's environment.
unset DATABASE_URL "${!CAMPAIGN_@}"
arguments=(--package-path "$root" --skip-build --disable-xctest)
[ -z "${FILTER:-}" ] || arguments+=(--filter "$FILTER")
log=$run_folder/tests.log
launch "$log" swift test "${arguments[@]}"
tests=$launched
run tail --pid="$tests" --lines=+1 --follow "$log"
status=0
wait "$tests" || status=$?
if [ $status -ne 0 ]; then
  # Where only the end of a long output is kept, as CI may do, it must name what failed.
  step "what failed"
  grep --after-context=3 -E '^✘' "$log" || tail -n 20 "$log"
  exit $status
fi
