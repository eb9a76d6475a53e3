# Says on what a benchmark ran. Sourced; needs scripts/library/benchmark.sh.

# Prints a document of JSON: date, commit, machine, versions, settings, and a summary for people.
describe_run() {
  local processor cores memory kernel commit date postgres swift redis
  processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  cores=$(nproc)
  memory=$(awk '/^MemTotal:/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
  kernel=$(uname -sr)
  commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
  [ -z "$(git -C "$root" status --porcelain --untracked-files=no 2>/dev/null)" ] || commit+=" with changes"
  date=$(date -u +%F)
  postgres=$("$("$root/scripts/postgres.sh" bin)/postgres" --version | sed 's/^postgres (PostgreSQL) \([^ ]*\).*/\1/')
  swift=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([^ ]*\).*/\1/p' | head -n 1)
  redis=$(redis-cli --version 2>/dev/null | sed -n 's/^redis-cli \([^ ]*\).*/\1/p') || redis=
  cat <<DOCUMENT
{
  "date": "$date",
  "commit": "$commit",
  "machine": {"processor": "${processor//\"/}", "cores": $cores, "memory_gib": $memory, "kernel": "$kernel"},
  "versions": {"postgresql": "$postgres", "swift": "$swift", "redis": "${redis:-none}"},
  "settings": {"seconds_per_run": $seconds, "rounds": $rounds},
  "summary": "Measured on $date on a machine with $cores cores (${processor//\"/}) and $memory GiB of memory, $kernel, PostgreSQL $postgres, Redis ${redis:-none}, Swift $swift, commit $commit; clients, servers and databases share the cores. Each figure is a median of $rounds rounds of $seconds s, unless docs/performance.md says otherwise."
}
DOCUMENT
}
