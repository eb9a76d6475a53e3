#!/usr/bin/env bash
# Makes Sources/CCampaignProto (by protoc-c) and the messages of Sources/RPCCodec that callers see (by
# scripts/generate-messages.swift) again from proto/. `scripts/proto.sh --check` only compares and exits 1 when the committed
# code is not what proto/ gives.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/Sources/CCampaignProto
messages=$root/Sources/RPCCodec/Messages/Generated
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
output=$work/c
mkdir "$output"
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

swiftc -swift-version 6 -warnings-as-errors -module-cache-path "$work/modules" \
  "$root/scripts/generate-messages.swift" -o "$work/generate-messages"
cd "$root/proto"
"$work/generate-messages" "$work/messages" \
  campaign/v1/campaign.proto campaign/v1/campaign_service.proto campaign/v1/operations.proto campaign/v1/queue.proto \
  google/rpc/error_details.proto grpc/health/v1/health.proto

if [ "${1:-}" = --check ]; then
  if ! diff -r "$output" "$target" || ! diff -r "$work/messages" "$messages"; then
    echo "The committed code is not what proto/ gives: run 'make proto' and commit the result." >&2
    exit 1
  fi
else
  rm -rf "$target" "$messages"
  cp -R "$output" "$target"
  cp -R "$work/messages" "$messages"
fi
