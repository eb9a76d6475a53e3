#!/usr/bin/env bash
# make test: every test, on a private PostgreSQL (or that of DATABASE_URL). FILTER=Name runs those that match.
#
# Tests read TEST_DATABASE_URL, a superuser's URL: they make databases of their own in that cluster. A test that needs a
# cluster for itself makes one with scripts/postgres.sh below TEST_FOLDER; what it leaves there is removed in any case.
# Tests of an upgrade read TEST_PREVIOUS_SERVER, the program of the version before; TEST_NO_PREVIOUS_SERVER says why
# there is none.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"

open_run_folder test
step "building the programs and the tests"
"$root/scripts/install-dependencies.sh" --test
run swift build --package-path "$root" --build-tests
# Were all tests begun at once, those that block for PostgreSQL or a program would keep the others, whose time limits run,
# from the few threads that there are. So few are begun at a time, and those that block have a run of their own.
arguments=(--package-path "$root" --skip-build --disable-xctest --experimental-maximum-parallelization-width 12)
blocking='^(CampaignInfraTests|StorageConformance|IntegrationTests|DocumentationTests|CampaignctlTests|ProgramConventionsTests)\.'

# Builds the server of the version before, where a test that is wanted needs it.
open_previous_server() {
  if [ -n "${FILTER:-}" ] && ! swift test list --package-path "$root" --skip-build --disable-xctest |
    grep --extended-regexp -- "$FILTER" | grep --quiet '/PreviousVersionTests/'; then
    return
  fi
  step "the server of the version before"
  local status=0
  run "$root/scripts/previous-server.sh" build || status=$?
  case $status in
    0) export TEST_PREVIOUS_SERVER && TEST_PREVIOUS_SERVER=$("$root/scripts/previous-server.sh" path) ;;
    3) export TEST_NO_PREVIOUS_SERVER && TEST_NO_PREVIOUS_SERVER=$("$root/scripts/previous-server.sh" path 2>&1 || true) ;;
    *) return "$status" ;;
  esac
}

open_previous_server
open_database "$run_folder/postgres"

step "testing"
export TEST_DATABASE_URL=$DATABASE_URL TEST_FOLDER=$run_folder
# The programs under test must take nothing from the caller's environment.
unset DATABASE_URL "${!CAMPAIGN_@}"
log=$run_folder/tests.log
status=0
run_tests() { # run_tests OPTION...
  local tests
  : >"$log.part"
  launch "$log.part" swift test "${arguments[@]}" "$@"
  tests=$launched
  run tail --pid="$tests" --lines=+1 --follow "$log.part"
  wait "$tests" || status=$?
  cat "$log.part" >>"$log"
}
: >"$log"
if [ -n "${FILTER:-}" ]; then
  run_tests --filter "$FILTER"
else
  run_tests --skip "$blocking"
  run_tests --filter "$blocking"
fi
if [ $status -ne 0 ]; then
  # CI may keep only the end of a long output, so that the end must name what failed.
  step "what failed"
  grep --after-context=3 -E '^✘' "$log" || tail -n 20 "$log"
  exit $status
fi
