#!/usr/bin/env bash
# Builds the Go example with Debian's packages alone, in GOPATH mode: no module proxy is asked. The generated code and
# the program land in generated/, which git ignores. Says what to install when something is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
proto=$here/../../proto
generated=$here/generated
packaged=/usr/share/gocode

missing=()
command -v go >/dev/null || missing+=(golang-go)
command -v protoc >/dev/null || missing+=(protobuf-compiler)
[ -f /usr/include/google/protobuf/timestamp.proto ] || missing+=(libprotobuf-dev)
command -v protoc-gen-go >/dev/null || missing+=(protoc-gen-go-1-5)
[ -d $packaged/src/github.com/containerd/ttrpc ] || missing+=(golang-github-containerd-ttrpc-dev)
[ -d $packaged/src/google.golang.org/protobuf ] || missing+=(golang-google-protobuf-dev)
[ -d $packaged/src/google.golang.org/grpc ] || missing+=(golang-google-grpc-dev)
if [ ${#missing[@]} -gt 0 ]; then
  echo "The Go example needs: apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

rm -rf "$generated"
mkdir -p "$generated/src"
protoc --proto_path="$proto" --proto_path=/usr/include --go_out="$generated/src" \
  campaign/v1/campaign.proto campaign/v1/campaign_service.proto
export GO111MODULE=off GOFLAGS='' GOPATH=$generated:$packaged
cd "$here"
go build -o "$generated/session" main.go
echo "built examples/go/generated/session; CAMPAIGN_ADDRESS=HOST:PORT says where the server is"
