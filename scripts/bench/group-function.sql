-- The function that group.sql calls.
CREATE FUNCTION issue_group(campaign bigint, coupon_count integer, with_keys boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first bigint;
BEGIN
    SELECT last_sequence INTO first FROM campaigns
        WHERE id = campaign AND remaining_coupons >= coupon_count FOR UPDATE;
    UPDATE campaigns SET remaining_coupons = remaining_coupons - coupon_count, last_sequence = first + coupon_count
        WHERE id = campaign;
    INSERT INTO coupons (campaign_id, issue_time, sequence, code, user_id, slot, idempotency_key)
        SELECT campaign, clock_timestamp(), first + number,
            -- Four syllables of 4,096 each from 48 random bits, and six characters that are always the same.
            chr(44032 + (bits & 4095)::integer) || chr(44032 + (bits >> 12 & 4095)::integer)
                || chr(44032 + (bits >> 24 & 4095)::integer) || chr(44032 + (bits >> 36 & 4095)::integer)
                || '가나다라마7',
            'user-' || bits, 1, CASE WHEN with_keys THEN gen_random_uuid()::text END
        FROM (
            SELECT number, (random() * 281474976710655)::bigint AS bits
            FROM generate_series(1, coupon_count) AS number
        ) AS made_up;
END $$;
