#!/usr/bin/env bash
# make demo: a campaign of 1,000 coupons opens, 10,000 requests come for them at 1,000 a second, and the outcome is
# proved. Leaves nothing running. Its exit status is the proof's.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/library/run-folder.sh"
source "$root/scripts/library/product.sh"

open_run_folder demo
build_programs campaign-server campaign-scheduler campaignctl campaign-load
open_database "$run_folder/postgres"
start_product 127.0.0.1:0

step "creating a campaign of 1,000 coupons that opens in 5 s"
campaign=$("$programs/campaignctl" campaign create --name "Demo" --coupons 1000 --start-in 5s --quiet)
"$programs/campaignctl" campaign get "$campaign"

step "a burst of 1,000 requests a second for 10 s from the opening on"
proof=0
run "$programs/campaign-load" burst --campaign "$campaign" --rate 1000 --duration 10s || proof=$?

step "the campaign afterwards"
"$programs/campaignctl" campaign get "$campaign"

step "stopping everything"
stop_product
case $proof in
  0) echo "The proof held: no coupon too many, none twice, none lost." ;;
  99) echo "The proof is BROKEN: see above." ;;
  *) echo "The outcome could not be proved (status $proof)." ;;
esac
exit "$proof"
