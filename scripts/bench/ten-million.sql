-- Makes a campaign that has issued ten million coupons: number 1, open, with stock left (as after returned stock, since a
-- campaign has at most ten million). Constraints and indexes are dropped and made again behind the rows, which is many
-- times faster; the checks come back without looking at the rows that are there. An index that is made at once is packed to
-- 90 %, so that the first million coupons behind would split nearly all of its pages; those of random values are made as
-- insertion one by one leaves them, 69 % full (the natural logarithm of 2). Users, keys and codes are spread evenly:
-- a multiplication by an odd number modulo a power of two gives each number another.
BEGIN;
TRUNCATE coupons;
CREATE TEMPORARY TABLE definitions ON COMMIT DROP AS
    SELECT 1 AS step, format('ALTER TABLE coupons DROP CONSTRAINT %I', conname) AS statement
        FROM pg_constraint WHERE conrelid = 'coupons'::regclass
    UNION ALL
    SELECT 2, format('ALTER TABLE coupons ADD CONSTRAINT %I %s %s', conname, pg_get_constraintdef(oid),
            CASE contype WHEN 'c' THEN 'NOT VALID' END)
        FROM pg_constraint WHERE conrelid = 'coupons'::regclass
    UNION ALL
    SELECT 1, format('DROP INDEX %s', indexrelid::regclass)
        FROM pg_index WHERE indrelid = 'coupons'::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT 2, pg_get_indexdef(indexrelid)
        FROM pg_index WHERE indrelid = 'coupons'::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid);
SELECT statement FROM definitions WHERE step = 1 \gexec

INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, idempotency_key, issue_time)
    SELECT 1, number,
        chr(44032 + (bits & 4095)::integer) || chr(44032 + (bits >> 12 & 4095)::integer)
            || chr(44032 + (bits >> 24 & 4095)::integer) || chr(44032 + (bits >> 36)::integer) || '가나다라마7',
        'user-' || lpad(to_hex(bits), 12, '0') || '0000', 1,
        lpad(to_hex(number * 614889782589 % 281474976710656), 12, '0') || '-4000-8000-012345678901', now()
    FROM (
        SELECT number, number * 25214903917 % 281474976710656 AS bits FROM generate_series(1, 10000000::bigint) AS number
    ) AS numbers;

SELECT statement FROM definitions WHERE step = 2 \gexec
CREATE TEMPORARY TABLE random_indexes ON COMMIT DROP AS
    SELECT indexrelid::regclass AS name FROM pg_index
    WHERE indrelid = 'coupons'::regclass AND indexrelid <> 'coupons_campaign_sequence'::regclass;
SELECT format('ALTER INDEX %s SET (fillfactor = 69)', name) FROM random_indexes \gexec
SELECT format('REINDEX INDEX %s', name) FROM random_indexes \gexec
SELECT format('ALTER INDEX %s RESET (fillfactor)', name) FROM random_indexes \gexec
INSERT INTO campaigns
    (id, name, total_coupons, remaining_coupons, last_sequence, start_time, per_user_limit, state, opened_time,
     create_time, creation_fingerprint)
VALUES (1, 'Benchmark', 10000000, 9000000, 10000000, now(), 1, 'OPEN', now(), now(), '');
COMMIT;
VACUUM (FREEZE, ANALYZE) coupons;
