#!/usr/bin/env bash
# Makes Sources/CCampaignProto again from proto/ with protoc-c. `scripts/proto.sh --check` only compares and
# exits 1 when the committed code is not what proto/ gives.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/Sources/CCampaignProto
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
well_known=$(pkg-config --variable=includedir protobuf)
[ -f "$well_known/google/protobuf/timestamp.proto" ] || well_known=/usr/include

cd "$root/proto"
mapfile -t files < <(find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort)
mkdir -p "$output/include"
protoc-c -I . -I "$well_known" --c_out="$output" "${files[@]}" \
  google/protobuf/any.proto google/protobuf/duration.proto google/protobuf/timestamp.proto

# SwiftPM wants the public headers of a C target below include/.
cd "$output"
find . -path ./include -prune -o -name '*.pb-c.h' -print | while read -r header; do
  mkdir -p "include/$(dirname "$header")"
  mv "$header" "include/$header"
done
{
  echo "/* Made by scripts/proto.sh: the one header that Swift imports. */"
  (cd include && find . -name '*.pb-c.h' | sed 's|^\./||' | LC_ALL=C sort | sed 's|.*|#include "&"|')
} >include/CCampaignProto.h
printf 'module CCampaignProto {\n  umbrella header "CCampaignProto.h"\n  export *\n}\n' >include/module.modulemap

if [ "${1:-}" = --check ]; then
  if ! diff -r "$output" "$target"; then
    echo "Sources/CCampaignProto is not what proto/ gives: run 'make proto' and commit the result." >&2
    exit 1
  fi
else
  rm -rf "$target"
  mkdir -p "$target"
  cp -R "$output/." "$target/"
fi
