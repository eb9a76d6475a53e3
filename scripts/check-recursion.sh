#!/usr/bin/env bash
# Exits 1 when a message type of proto/ refers to itself, directly or through others: protobuf-c unpacks nested
# messages by recursion without a limit, and so does the scan before it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
well_known=$(pkg-config --variable=includedir protobuf)
[ -f "$well_known/google/protobuf/timestamp.proto" ] || well_known=/usr/include

cd "${1:-$root/proto}"
mapfile -t files < <(find . -name '*.proto' | sed 's|^\./||' | LC_ALL=C sort)
descriptors=$(protoc -I . -I "$well_known" --include_imports --descriptor_set_out=/dev/stdout "${files[@]}" |
  protoc -I "$well_known" --decode=google.protobuf.FileDescriptorSet google/protobuf/descriptor.proto)

# One line for each field of a message type: the message and the type of the field.
references=$(awk '
  /{$/ { block[++depth] = $1; path[depth] = path[depth - 1]; if ($1 == "file") path[depth] = ""; next }
  /^ *}$/ { depth--; next }
  { gsub(/"/, "", $2) }
  $1 == "package:" { path[depth] = "." $2 }
  $1 == "name:" && block[depth] ~ /^(message|nested)_type$/ { path[depth] = path[depth] "." $2 }
  $1 == "type_name:" && block[depth] == "field" { print path[depth], $2 }
' <<<"$descriptors")

if itself=$(awk '$1 == $2 { print "  " $1; found = 1 } END { exit !found }' <<<"$references"); then
  printf 'These message types refer to themselves:\n%s\n' "$itself" >&2
  exit 1
fi
if ! cycle=$(tsort <<<"$references" 2>&1 >/dev/null); then
  echo "These message types refer to each other:" >&2
  sed '/input contains a loop/d; s/^tsort: */  /' <<<"$cycle" >&2
  exit 1
fi
echo "no message type of proto/ refers to itself"
