-- Measures PostgreSQL by itself: a whole group of coupons in one call, whose users and codes are made up on the spot,
-- so that nothing of it comes over a connection. `keys` 1 gives each coupon an idempotency key too.
SELECT issue_group(1, :group, :keys = 1);
