-- The campaign that transaction-per-coupon.sql issues from: open, with more stock than a measurement can take.
INSERT INTO campaigns
    (id, name, total_coupons, remaining_coupons, start_time, per_user_limit, state, opened_time, create_time,
     creation_fingerprint)
VALUES (1, 'Benchmark', 10000000, 10000000, now(), 1, 'OPEN', now(), now(), '');
