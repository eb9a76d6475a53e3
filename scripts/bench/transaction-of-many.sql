-- The transaction of transaction-per-coupon.sql on a random one of so many campaigns.
\set first random(0, 11171)
\set second random(0, 11171)
\set third random(0, 11171)
\set number random(0, 999999)
\set campaign random(1, :campaigns)
\set user random(1, 9000000000000000000)
BEGIN;
SELECT last_sequence + 1 AS sequence FROM campaigns WHERE id = :campaign AND remaining_coupons > 0 FOR UPDATE \gset
UPDATE campaigns SET remaining_coupons = remaining_coupons - 1, last_sequence = :sequence WHERE id = :campaign;
INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time) VALUES (
    :campaign, :sequence,
    chr(44032 + :first) || chr(44032 + :second) || chr(44032 + :third)
        || translate(lpad(:number ::text, 6, '0'), '0123456789', '가나다라마바사아자차') || '7',
    'user-' || :user ::text, 1, clock_timestamp());
COMMIT;
