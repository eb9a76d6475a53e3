#!/usr/bin/env bash
# Checks that no floor of the house imports what it may not see (ARCHITECTURE.md): nothing imports upwards, the service,
# its doors and CampaignInfra never see each other but in programs. It reads the imports of the sources themselves:
# SwiftPM lets a file import any module that happens to be built, whatever the target's dependencies in Package.swift
# say. Prints each break with file
# and line. Every Swift target of Package.swift, wherever its sources lie, must stand in the table; only the tests' own,
# below Tests/, may import what they like.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Every target may import Swift and Synchronization; "platform" stands for the C library and Dispatch.
declare -A allowed=(
  # Floor 1: the rules
  [CampaignDomain]=""
  # Floor 2: the use cases, the codec
  [CampaignApplication]="CampaignDomain"
  [RPCCodec]="CCampaignProto CProtobufC NIOCore"
  # Floor 3: PostgreSQL, the service, its door, the client
  [CampaignMigrations]=""
  [CampaignInfra]="CampaignApplication CampaignDomain CampaignMigrations CLibPQ Logging platform"
  [CampaignService]="CampaignApplication CampaignDomain RPCCodec Logging Metrics NIOCore"
  [RPCServer]="CMalloc CampaignApplication CampaignDomain CampaignService RPCCodec Logging Metrics NIOCore NIOPosix
    ServiceLifecycle platform"
  [RPCClient]="RPCCodec NIOCore NIOPosix platform"
  # Floor 4: the programs
  [ProgramConventions]="CampaignApplication CampaignDomain CampaignInfra ArgumentParser Logging ServiceLifecycle
    platform"
  [LoadGenerator]="CLibCrypto CampaignDomain RPCClient RPCCodec Foundation Histogram NIOCore NIOPosix platform"
  [campaign-server]="CampaignApplication CampaignDomain CampaignInfra CampaignService ProgramConventions RPCServer
    ArgumentParser Logging NIOCore ServiceLifecycle"
  [campaign-scheduler]="CampaignApplication CampaignDomain CampaignInfra ProgramConventions ArgumentParser Logging
    ServiceLifecycle"
  [CampaignConsole]="CampaignDomain CampaignInfra ProgramConventions RPCClient RPCCodec ArgumentParser platform"
  [campaignctl]="CampaignConsole ProgramConventions"
  [campaign-load]="CampaignInfra LoadGenerator ProgramConventions RPCClient RPCCodec ArgumentParser platform"
  # For tests alone
  [ScriptedServer]="RPCCodec NIOCore NIOPosix"
)

# Prints TYPE, NAME and PATH of each target of Package.swift.
list_targets() { # list_targets DESCRIPTION
  awk '
    function flush() { if (name != "") print type, name, path; name = type = path = "" }
    /^Targets:/ { inside = 1; next }
    inside && /^ +Name: / { flush(); name = $2 }
    inside && /^ +Type: / { type = $2 }
    inside && /^ +Path: / { path = substr($0, index($0, "Path: ") + 6) }
    END { flush() }' <<<"$1"
}

# Prints FILE:LINE: MODULE for each import below a folder, whatever attributes, access level and kind stand before it.
list_imports() {
  # shellcheck disable=SC2016 # the program is awk's
  find "$1" -name '*.swift' -print0 | xargs -0 awk '
    {
      count = split($0, statements, ";")
      for (i = 1; i <= count; i++) {
        statement = statements[i]
        gsub(/\/\*[^*]*\*\//, " ", statement)
        sub(/^[ \t]+/, "", statement)
        while (sub(/^@[A-Za-z_]+(\([^)]*\))?[ \t]+/, "", statement)) {}
        sub(/^(public|package|internal|fileprivate|private)[ \t]+/, "", statement)
        if (statement !~ /^import[ \t]/) continue
        sub(/^import[ \t]+/, "", statement)
        sub(/^(typealias|struct|class|actor|enum|protocol|let|var|func)[ \t]+/, "", statement)
        gsub(/`/, "", statement)
        if (match(statement, /^[A-Za-z_][A-Za-z_0-9]*/)) {
          print FILENAME ":" FNR ": " substr(statement, RSTART, RLENGTH)
        }
      }
    }'
}

may_import() { # may_import TARGET MODULE
  local module=$2 name
  case $module in
    Swift | Synchronization) return 0 ;;
    Dispatch | Glibc | Musl | Darwin) module=platform ;;
  esac
  for name in ${allowed[$1]}; do
    [ "$name" != "$module" ] || return 0
  done
  return 1
}

description=$(swift package describe --type text)
targets=$(list_targets "$description")
if [ -z "$targets" ]; then
  echo "swift package describe names no targets" >&2
  exit 1
fi
failed=0
while read -r type target path; do
  case $type in
    test | system-target | plugin) continue ;;
  esac
  # C, and what only tests use: a program that imported it would be found below.
  case $path in
    Sources/CCampaignProto | Tests/*) continue ;;
  esac
  if [ -z "${allowed[$target]+set}" ]; then
    echo "Package.swift: target $target stands on no floor: add it to scripts/check-imports.sh" >&2
    failed=1
    continue
  fi
  imports=$(list_imports "$path")
  while IFS= read -r import; do
    if [ -n "$import" ] && ! may_import "$target" "${import##*: }"; then
      echo "${import%: *}: $target may not import ${import##*: }" >&2
      failed=1
    fi
  done <<<"$imports"
done <<<"$targets"
exit $failed
