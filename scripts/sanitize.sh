#!/usr/bin/env bash
# make sanitize: the unit tests under ThreadSanitizer; those that lead into C (protobuf-c's generated code) under
# AddressSanitizer, with that code made to trap where its behaviour is undefined: Swift knows no such sanitizer on Linux. Each
# has a build folder of its own. No database is needed. FILTER=Name runs the tests that match.
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

under() { # under SANITIZER FILTER OPTION...
  local sanitizer=$1 tests=${FILTER:-$2} library=
  shift 2
  [ "$sanitizer" != thread ] || library=$root/.build-sanitize/mutex.so
  echo "== $sanitizer sanitizer"
  swift build --sanitize "$sanitizer" --scratch-path ".build-sanitize/$sanitizer" --build-tests "$@"
  LD_PRELOAD=$library swift test --sanitize "$sanitizer" --scratch-path ".build-sanitize/$sanitizer" --skip-build \
    --disable-xctest --filter "$tests" "$@"
}

# A race or a fault ends the tests at once, whatever they would have said.
export TSAN_OPTIONS=halt_on_error=1 ASAN_OPTIONS=detect_leaks=0
under thread "$unit"
under address "$codec" -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
