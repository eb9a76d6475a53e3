-- A transaction for one join, with the line's row locked: what JoinQueue would be without groups (docs/performance.md).
-- Users are distinct. The request's id follows the ticket, as ours follows the time.
\set user random(1, 9000000000000000000)
BEGIN;
SELECT last_ticket + 1 AS ticket FROM campaign_queues WHERE campaign_id = 1 FOR UPDATE \gset
SELECT request_id, ticket FROM queue_entries
    WHERE campaign_id = 1 AND user_id = 'user-' || :user ::text AND reset_time IS NULL;
INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time) VALUES (
    ('00000000-0000-7000-8000-' || lpad(to_hex(:ticket ::bigint), 12, '0'))::uuid, 1, 'user-' || :user ::text, :ticket,
    clock_timestamp(), clock_timestamp());
UPDATE campaign_queues SET last_ticket = :ticket WHERE campaign_id = 1;
COMMIT;
