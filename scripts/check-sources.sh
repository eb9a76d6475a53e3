#!/usr/bin/env bash
# Checks what CONTRIBUTING.md says of sources and no compiler holds: how long a file and how wide a comment may be, comments
# that say nothing, and what the floors of the rules may import of the system. That a target imports only what Package.swift
# declares is SwiftPM's to check (scripts/lint.sh). Prints each break with file and line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8
readonly maximum_lines=350 maximum_test_lines=350 maximum_columns=120

mapfile -t sources < <(find Sources Tests Benchmarks/Sources -name "*.swift" -not -path "*/Generated/*" | sort)
failed=0
check() { # check WHY BREAKS
  [ -n "$2" ] || return 0
  while IFS= read -r line; do echo "$line ($1)" >&2; done <<<"$2"
  failed=1
}

long_files() {
  local source lines maximum
  for source in "${sources[@]}"; do
    maximum=$maximum_lines
    [ "${source%%/*}" = Sources ] || maximum=$maximum_test_lines
    lines=$(wc -l <"$source")
    [ "$lines" -le "$maximum" ] || echo "$source:1: $lines lines"
  done
}

# A sign alone divides the paragraphs of a comment: it says nothing where no comment stands on both of its sides.
empty_comments() {
  awk '
    function says(line) { return line ~ /^ *\/\/\/? *[^ \/]/ }
    FNR == 1 { last = ""; sign = "" }
    { if (sign != "" && !says($0)) print sign; sign = "" }
    /^ *\/\/\/? *$/ { if (says(last)) sign = FILENAME ":" FNR ":"; else print FILENAME ":" FNR ":" }
    { last = $0 }' "${sources[@]}"
}

wide_comments() {
  grep -HnoP "^(?=.{$((maximum_columns + 1))}) *//(?!.*https?://).{0,40}" "${sources[@]}" || true
}

# Sentences of comments that begin with a bare Who, What or Of: a noun or a verb says the same without a riddle.
riddles() {
  grep -rnoP '(^|\s)//+ (.*[.:;?)] )?(Who|What|Whoever|Whatever|Whether|Of) .{0,40}' "${sources[@]}" proto \
    Sources/RPCCodec/Messages/Generated || true
}

imports_of_rules() {
  grep -rnE '^ *((public|package|internal|@[a-zA-Z_]+) )*import ' --include='*.swift' \
    Sources/CampaignDomain Sources/CampaignApplication | grep -vE 'import (Synchronization|CampaignDomain)$' || true
}

check "a file has one subject: split it" "$(long_files)"
check "an empty comment" "$(empty_comments)"
check "a comment has at most $maximum_columns columns" "$(wide_comments)"
check "a sentence of a comment begins with a noun or a verb" "$(riddles)"
check "rules and use cases import nothing of the system" "$(imports_of_rules)"
exit $failed
