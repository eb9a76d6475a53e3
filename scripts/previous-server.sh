#!/usr/bin/env bash
# The campaign-server of the version before, built from the repository's own history: a test has it issue beside today's
# (Tests/IntegrationTests/Programs/PreviousVersionTests.swift).
#   scripts/previous-server.sh build   builds it, unless that was done, into .build-previous/; takes some minutes, once
#   scripts/previous-server.sh path    prints where it is
# Without it in the history (a tarball, a shallow clone) both say so and exit 3.
set -euo pipefail

# The commit of the version before. Each release sets it to the release before.
readonly commit=9eb891229e88594994096f0154f1e924a556cade

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root folder=$root/.build-previous
readonly program=$folder/campaign-server-$commit

is_in_history() { git -C "$root" cat-file -e "$commit^{commit}" 2>/dev/null; }

require_program() {
  [ ! -x "$program" ] || return 0
  if is_in_history; then
    echo "the server of the version before isn't built: scripts/previous-server.sh build" >&2
  else
    echo "the history here ends before commit ${commit:0:7}, the version before (a tarball, or a shallow clone?)" >&2
  fi
  exit 3
}

build() {
  [ ! -x "$program" ] || return 0
  is_in_history || require_program
  echo "building campaign-server of commit ${commit:0:7}, the version before (once, debug)"
  rm -rf "$folder/source" "$folder"/campaign-server-*
  mkdir -p "$folder/source"
  git -C "$root" archive "$commit" | tar -x -C "$folder/source"
  # The versions of packages that are here already need no network.
  [ ! -f "$root/Package.resolved" ] || cp "$root/Package.resolved" "$folder/source/"
  local options=(
    --package-path "$folder/source" --scratch-path "$folder/source/.build" --product campaign-server
    --disable-index-store -debug-info-format none --quiet
  )
  swift build "${options[@]}"
  cp "$(swift build "${options[@]}" --show-bin-path)/campaign-server" "$program.part"
  mv "$program.part" "$program"
  rm -rf "$folder/source"
}

mkdir -p "$folder"
case ${1:-} in
  build)
    exec 9>"$folder/lock"
    flock 9
    build
    ;;
  path)
    require_program
    echo "$program"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
