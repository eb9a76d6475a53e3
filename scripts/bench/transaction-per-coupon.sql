-- The seed's transaction for one coupon (docs/performance.md): five round trips with the campaign's row locked. The code
-- is made up from a million million; users are distinct.
\set first random(0, 11171)
\set second random(0, 11171)
\set third random(0, 11171)
\set number random(0, 999999)
\set user random(1, 9000000000000000000)
BEGIN;
SELECT last_sequence + 1 AS sequence FROM campaigns WHERE id = 1 AND remaining_coupons > 0 FOR UPDATE \gset
UPDATE campaigns SET remaining_coupons = remaining_coupons - 1, last_sequence = :sequence WHERE id = 1;
INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time) VALUES (
    1, :sequence,
    chr(44032 + :first) || chr(44032 + :second) || chr(44032 + :third)
        || translate(lpad(:number ::text, 6, '0'), '0123456789', '가나다라마바사아자차') || '7',
    'user-' || :user ::text, 1, clock_timestamp());
COMMIT;
