#!/usr/bin/env bash
# make crash-test MINUTES=10: PostgreSQL is killed under bursts, again and again for so many minutes, and after each crash
# everything that callers were told is compared with the database. It is the crash test of `make test`, for longer. Once, a
# synchronous standby stands still for most of a minute.
#
# TEST_CRASH_SEED repeats what an earlier run drew; TEST_SERVER_ARGUMENTS are flags of the servers, separated by blanks.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

minutes=${1:-10}
if ! [[ $minutes =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "crash-test.sh: MINUTES is $minutes; give 1 to 9999" >&2
  exit 2
fi
TEST_CRASH_MINUTES=$minutes \
  FILTER='IntegrationTests\.CrashProof/(CrashTests/nothingThatCallersWereTold|StandbyStandstillTests/)' \
  exec "$root/scripts/test.sh"
