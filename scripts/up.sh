#!/usr/bin/env bash
# make up: server and scheduler on a private PostgreSQL (or that of DATABASE_URL), in the foreground until Ctrl-C.
# The private database stays in .local/up for the next time. CAMPAIGN_LISTEN=HOST:PORT chooses another address.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"
listen=${CAMPAIGN_LISTEN:-127.0.0.1:7400}

open_run_folder up
if [ -z "${DATABASE_URL:-}" ] && ! claim_folder "$root/.local/up"; then
  echo "make up runs in this clone already: stop it first, or give another database in DATABASE_URL." >&2
  exit 1
fi
build_programs campaign-server campaign-scheduler campaignctl campaign-load
[ -n "${DATABASE_URL:-}" ] || keep_cluster "$root/.local/up/postgres"
open_database "$root/.local/up/postgres"
start_product "$listen"

step "running; Ctrl-C stops everything"
cat <<CALLS
In another terminal:
  export PATH=$programs:\$PATH CAMPAIGN_ADDRESS=$CAMPAIGN_ADDRESS
  export DATABASE_URL='$DATABASE_URL'
  campaignctl campaign create --name "First" --coupons 100 --start-in 10s
  campaignctl campaign list
  campaignctl coupon issue --campaign ID --user somebody
  campaign-load burst --campaign ID --rate 1000 --duration 10s
CALLS

stopping=
trap 'stopping=yes' HUP INT TERM
launch - tail --quiet --lines=0 --follow "$run_folder/campaign-server.log" "$run_folder/campaign-scheduler.log"
wait -n "$server" "$scheduler" || true
trap '' HUP INT TERM
if [ -z "$stopping" ]; then
  echo "A program ended by itself: everything stops." >&2
  stop_product || true
  exit 1
fi
step "stopping everything"
stop_product
