#!/usr/bin/env bash
# make sanitize: the unit tests under ThreadSanitizer; those that lead into C (protobuf-c, its generated code) under
# AddressSanitizer and UndefinedBehaviorSanitizer. Each has a build folder of its own. No database is needed. FILTER=Name runs
# the tests that match.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
scripts/install-dependencies.sh

# Tests without a database and without programs.
unit='^(CampaignDomainTests|CampaignApplicationTests|CampaignServiceTests|RPCCodecTests|RPCServerTests|RPCClientTests)\.'
codec='^RPCCodecTests\.'

mkdir -p .build-sanitize
# Swift's own clang: another knows nothing of how Swift passes an object to its method.
"$(dirname "$(readlink --canonicalize "$(command -v swiftc)")")/clang" -O1 -shared -fPIC \
  -o .build-sanitize/mutex.so scripts/sanitize/mutex.c -ldl

under() { # under SANITIZER FILTER
  local library=
  [ "$1" != thread ] || library=$root/.build-sanitize/mutex.so
  echo "== $1 sanitizer"
  swift build --sanitize "$1" --scratch-path ".build-sanitize/$1" --build-tests
  LD_PRELOAD=$library swift test --sanitize "$1" --scratch-path ".build-sanitize/$1" --skip-build --disable-xctest --filter "${FILTER:-$2}"
}

# A race or a fault ends the tests at once, whatever they would have said.
export TSAN_OPTIONS=halt_on_error=1 ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
#under thread "$unit"
under address "$codec"
under undefined "$codec"
