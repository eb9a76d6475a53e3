#!/usr/bin/env bash
# A private PostgreSQL cluster that lives in a folder and disturbs no other.
#   scripts/postgres.sh start DIR                   makes it if it isn't there, starts it, prints its URL
#   scripts/postgres.sh restart DIR [--immediate]   restarts it on the same port; --immediate: as after a crash
#   scripts/postgres.sh standby DIR PRIMARY [PORT]  makes a standby of the cluster in PRIMARY, which follows it by that port
#                                                   of this machine, or its own; starts it, prints its URL
#   scripts/postgres.sh stop DIR [--immediate]      stops it; its data stays, and `start` prefers the same port
#   scripts/postgres.sh remove DIR                  stops it and deletes DIR
#   scripts/postgres.sh url DIR                     prints its URL
#   scripts/postgres.sh bin                         prints the folder of PostgreSQL's programs
#
# Over TCP it listens on a free port of 127.0.0.1 and asks for a password (SCRAM; random, part of the URL), because
# whoever is superuser of a cluster can run programs as its owner. Its socket folder is open to its owner alone (and to
# root), who needs no password there. Durability is the default: fsync and synchronous_commit are on.
#
# POSTGRES_ENVIRONMENT, lines of NAME=VALUE, is what `start` and `restart` give to PostgreSQL beside that.
#
# PostgreSQL refuses to run as root: as root the cluster belongs to the user postgres. If postgres can't reach DIR (a
# clone below /root, say) the cluster lies in a private folder of /tmp, and DIR remembers where.
set -euo pipefail
readonly max_connections=300
readonly socket_path_limit=107 # bytes; sockaddr_un

fail() {
  echo "postgres.sh: $*" >&2
  exit 1
}

find_programs() {
  local folder newest
  if folder=$(pg_config --bindir 2>/dev/null) && [ -x "$folder/initdb" ]; then
    echo "$folder"
    return
  fi
  newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || fail "PostgreSQL's programs aren't here: install the package postgresql."
  dirname "$newest"
}

# Runs a command as the owner of the cluster, in an environment that holds none of the caller's PG… variables.
as_owner() {
  local become=()
  if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || fail "PostgreSQL doesn't run as root, and there is no user postgres."
    become=(setpriv --reuid=postgres --regid="$(id -g postgres)" --init-groups)
  fi
  (cd / && exec "${become[@]}" env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 "$@")
}

give_to_owner() { [ "$(id -u)" -ne 0 ] || chown "postgres:$(id -g postgres)" "$1"; }

# Sets `home`, the folder of the cluster itself, from what DIR remembers.
find_home() {
  [ -f "$folder/home" ] || fail "no cluster in $folder"
  home=$(cat "$folder/home")
  [[ $home = /* ]] || home=$folder/$home
  home=$(realpath --canonicalize-missing "$home")
}

make_home() {
  mkdir -p "$folder/cluster"
  chmod 700 "$folder/cluster"
  give_to_owner "$folder/cluster"
  if as_owner test -w "$folder/cluster" -a -x "$folder/cluster"; then
    home=$folder/cluster
    echo cluster >"$folder/home"
  else
    rmdir "$folder/cluster"
    home=$(mktemp -d /tmp/seonchak-postgres.XXXXXX)
    echo "$home" >"$folder/home"
    give_to_owner "$home"
  fi
}

# A home counts only when it is complete, and still the owner's: somebody else may have made a folder of that name in
# /tmp since.
has_complete_home() { [ -f "$folder/home" ] && find_home && as_owner test -O "$home/complete"; }

make_cluster() {
  [ ! -f "$folder/home" ] || remove_home
  make_home
  as_owner install -m 600 /dev/null "$home/password"
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' | as_owner tee "$home/password" >/dev/null
  local output
  output=$(as_owner "$programs/initdb" --pgdata="$home/data" --username=seonchak --pwfile="$home/password" \
    --encoding=UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 2>&1 </dev/null) ||
    fail "initdb failed: $output"
  echo "include 'seonchak.conf'" | as_owner tee -a "$home/data/postgresql.conf" >/dev/null
}

# The socket lies in the home, or, where its path would be too long for a socket, in a short folder of /tmp.
make_socket_folder() {
  remove_socket_folder
  local socket=$home/socket
  if [ "$(printf %s "$socket/.s.PGSQL.65535" | wc -c)" -le $socket_path_limit ]; then
    rm -rf "$socket" # a server that was killed leaves its lock file
    as_owner mkdir -m 700 "$socket"
  else
    socket=$(mktemp -d /tmp/seonchak-socket.XXXXXX)
    give_to_owner "$socket"
  fi
  echo "$socket" | as_owner tee "$home/socket-folder" >/dev/null
}

socket_folder() { cat "$home/socket-folder"; }

remove_socket_folder() {
  [ -f "$home/socket-folder" ] || return 0
  case $(socket_folder) in
    /tmp/seonchak-socket.??????) rm -rf "$(socket_folder)" ;;
  esac
}

write_configuration() { # write_configuration PORT
  as_owner tee "$home/data/seonchak.conf" >/dev/null <<CONFIGURATION
# Written by scripts/postgres.sh at every start.
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$(socket_folder | sed "s/'/''/g")'
max_connections = $max_connections
timezone = 'UTC'
log_timezone = 'UTC'
CONFIGURATION
}

port() { sed -n 's/^port = //p' "$home/data/seonchak.conf" 2>/dev/null || true; }

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port is below 32768: the kernel gives those above to outgoing connections, which could take ours during a restart.
random_port() { echo $((12000 + RANDOM % 20000)); }

recorded_process() { head -n 1 "$home/data/postmaster.pid" 2>/dev/null; }

# postmaster.pid alone proves nothing: after a SIGKILL or a reboot its number may be some other process's by now.
# PostgreSQL's main process works in its data folder.
is_running() {
  local process
  process=$(recorded_process) && [ "$(as_owner readlink "/proc/$process/cwd" 2>/dev/null)" = "$home/data" ]
}

forget_dead_process() {
  local process
  if process=$(recorded_process) && [ -d "/proc/$process" ] && ! is_running; then
    rm -f "$home/data/postmaster.pid"
  fi
}

pg_ctl() { # pg_ctl start|restart [OPTION...]; on failure sets `failure` to what the log says of it
  local before variables=()
  as_owner touch "$home/log"
  before=$(wc -l <"$home/log")
  [ -z "${POSTGRES_ENVIRONMENT:-}" ] || mapfile -t variables <<<"$POSTGRES_ENVIRONMENT"
  if ! as_owner "${variables[@]}" "$programs/pg_ctl" "$@" --wait --timeout=60 --pgdata="$home/data" --log="$home/log" \
    >/dev/null 2>&1 </dev/null; then
    failure=$(tail -n "+$((before + 1))" "$home/log")
    return 1
  fi
}

start_on_free_port() {
  local candidate attempt
  forget_dead_process
  candidate=$(port)
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    if [ -n "$candidate" ] && is_free "$candidate"; then
      write_configuration "$candidate"
      if pg_ctl start; then return 0; fi
      # A server that was killed may have left children for a moment; another program may have been faster at the port.
      case $failure in
        *"Address already in use"* | *"still in use"*) sleep 0.2 ;;
        *) break ;;
      esac
    fi
    candidate=$(random_port)
  done
  printf '%s\n' "${failure:-}" >&2
  fail "PostgreSQL doesn't start after $attempt attempts; its log is $home/log"
}

url() { echo "postgresql://seonchak:$(cat "$home/password")@127.0.0.1:$(port)/seonchak"; }

start() {
  mkdir -p "$folder"
  if has_complete_home; then
    if ! is_running; then
      make_socket_folder
      start_on_free_port
    fi
  else
    make_cluster
    make_socket_folder
    start_on_free_port
    as_owner "$programs/psql" --no-psqlrc --quiet --host="$(socket_folder)" --port="$(port)" --username=seonchak \
      --dbname=postgres --command='CREATE DATABASE seonchak' >&2 </dev/null
    as_owner touch "$home/complete"
  fi
  url
}

standby() { # standby PRIMARY [PORT]
  local own=$folder origin port output
  folder=$1
  find_home
  origin=$home port=${2:-$(port)} folder=$own
  [ ! -f "$folder/home" ] || remove_home
  mkdir -p "$folder"
  make_home
  as_owner install -m 600 "$origin/password" "$home/password"
  as_owner install -m 600 /dev/null "$home/passfile"
  echo "127.0.0.1:*:*:seonchak:$(cat "$home/password")" | as_owner tee "$home/passfile" >/dev/null
  output=$(as_owner "$programs/pg_basebackup" --pgdata="$home/data" --write-recovery-conf --checkpoint=fast \
    --dbname="host=127.0.0.1 port=$port user=seonchak passfile=$home/passfile" 2>&1 </dev/null) ||
    fail "pg_basebackup failed: $output"
  make_socket_folder
  start_on_free_port
  as_owner touch "$home/complete"
  url
}

stop() { # stop [fast|immediate]
  if ! is_running; then return 0; fi
  as_owner "$programs/pg_ctl" stop --mode="${1:-fast}" --wait --timeout=30 --pgdata="$home/data" >/dev/null 2>&1 ||
    as_owner "$programs/pg_ctl" stop --mode=immediate --wait --timeout=30 --pgdata="$home/data" >/dev/null ||
    fail "the cluster in $folder doesn't stop"
}

remove_home() {
  find_home
  if as_owner test -O "$home"; then
    stop
    remove_socket_folder
    rm -rf "$home"
  fi
  rm -f "$folder/home"
}

# The server that is started must hold nothing of the caller's open: a lock, or a pipe that somebody reads to its end.
close_inherited_files() {
  local file
  for file in "/proc/$BASHPID/fd"/*; do
    file=${file##*/}
    # 255 is where bash reads this script.
    if [ "$file" -gt 2 ] && [ "$file" -ne 255 ]; then exec {file}>&-; fi
  done
}

mode() { # mode [--immediate]
  case ${1:-} in
    '') echo fast ;;
    --immediate) echo immediate ;;
    *) fail "unknown option $1" ;;
  esac
}

main() {
  local command=${1:-}
  close_inherited_files
  programs=$(find_programs)
  if [ "$command" = bin ]; then
    echo "$programs"
    return
  fi
  if [ $# -lt 2 ]; then
    sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '/^$/,$d' >&2
    exit 2
  fi
  folder=$(realpath --canonicalize-missing "$2")
  case $command in
    start) start ;;
    standby)
      [ $# -ge 3 ] || fail "standby needs the folder of its primary"
      standby "$(realpath --canonicalize-missing "$3")" "${4:-}"
      ;;
    url) find_home && url ;;
    restart)
      find_home
      pg_ctl restart --mode="$(mode "${3:-}")" || fail "PostgreSQL doesn't restart: $failure"
      url
      ;;
    stop)
      find_home
      stop "$(mode "${3:-}")"
      ;;
    remove)
      [ ! -f "$folder/home" ] || remove_home
      rm -rf "$folder"
      ;;
    *) fail "unknown command $command" ;;
  esac
}

main "$@"
