-- Revocation of coupons, their delivery to a partner's service, and what gives them back when that can't be done.
-- Locks are taken in one order: the campaign's row, its queue's, entries, coupons, deliveries, compensations
-- (docs/queue.md).

-- The service that each coupon of the campaign is handed to; NULL: coupons are handed to nobody.
ALTER TABLE campaigns ADD COLUMN delivery_url text COLLATE "C";
ALTER TABLE campaigns
    ADD CONSTRAINT campaigns_delivery_url_length CHECK (octet_length(delivery_url) BETWEEN 1 AND 2048),
    ADD CONSTRAINT campaigns_delivered_by_queue CHECK (delivery_url IS NULL OR queue_only);

-- A coupon is ISSUED; REVOKE_PENDING from revoke_time on, REVOKED from revoked_time on. One whose stock was returned
-- counts for nobody's limit: it has no slot. Almost all coupons have no value in these columns, and take no room.
ALTER TABLE coupons
    ADD COLUMN revoke_time timestamptz,
    ADD COLUMN revoked_time timestamptz,
    ADD COLUMN stock_returned_time timestamptz;
-- All rows that are there have NULL in these columns: none needs to be read for it.
ALTER TABLE coupons ADD CONSTRAINT coupons_revocation CHECK (
    revoke_time IS NULL AND revoked_time IS NULL AND stock_returned_time IS NULL
    OR revoke_time IS NOT NULL AND (stock_returned_time IS NULL OR revoked_time IS NOT NULL AND slot IS NULL)) NOT VALID;

-- Entries whose coupon is with a delivery.
ALTER TABLE campaign_queues ADD COLUMN delivering bigint NOT NULL DEFAULT 0;
ALTER TABLE campaign_queues
    ADD CONSTRAINT campaign_queues_delivering CHECK (delivering >= 0);

ALTER TABLE queue_entries
    DROP CONSTRAINT queue_entries_state_known,
    DROP CONSTRAINT queue_entries_reason_known,
    DROP CONSTRAINT queue_entries_end,
    DROP CONSTRAINT queue_entries_ticket_needed,
    ADD CONSTRAINT queue_entries_state_known CHECK (
        state IN ('WAITING', 'SET_ASIDE', 'DELIVERING', 'COMPLETED', 'FAILED')),
    ADD CONSTRAINT queue_entries_reason_known CHECK (
        failure_reason IN (
            'SOLD_OUT', 'USER_LIMIT_REACHED', 'CAMPAIGN_CLOSED', 'ISSUE_FAILED', 'DELIVERY_REFUSED', 'DELIVERY_UNKNOWN',
            'REVOKED')),
    -- An entry whose user had the coupon already has no ticket, also when the coupon was revoked later.
    ADD CONSTRAINT queue_entries_ticket_needed CHECK (
        ticket IS NOT NULL OR state = 'COMPLETED' OR failure_reason IS NOT DISTINCT FROM 'REVOKED'),
    -- An entry whose coupon was taken back keeps its sequence.
    ADD CONSTRAINT queue_entries_end CHECK (
        (state = 'FAILED') = (failure_reason IS NOT NULL)
        AND (state IN ('DELIVERING', 'COMPLETED')
            OR state = 'FAILED' AND failure_reason IN ('DELIVERY_REFUSED', 'DELIVERY_UNKNOWN', 'REVOKED'))
            = (coupon_sequence IS NOT NULL));

-- A row for each coupon that is on its way to the service of its campaign; it is deleted when the coupon has arrived,
-- or is given up.
CREATE TABLE deliveries (
    request_id uuid NOT NULL,
    campaign_id bigint NOT NULL,
    sequence bigint NOT NULL,
    -- Tries, counted before each is sent.
    attempts integer NOT NULL DEFAULT 0,
    -- False: no try can have reached the service.
    may_have_arrived boolean NOT NULL DEFAULT false,
    -- The place that the service told us to poll, and the polls so far; NULL: the coupon is to be sent.
    location text,
    poll_count integer NOT NULL DEFAULT 0,
    -- The time from which on something is to be done; while somebody does it, the end of their lease.
    next_attempt_time timestamptz NOT NULL,
    -- The end of the lease of whoever has it; NULL: nobody has.
    lease_end_time timestamptz,
    -- The fencing token: one more with each claim.
    token bigint NOT NULL DEFAULT 0,
    error text,

    CONSTRAINT deliveries_pkey PRIMARY KEY (request_id),
    CONSTRAINT deliveries_counts CHECK (attempts >= 0 AND poll_count >= 0 AND sequence > 0),
    CONSTRAINT deliveries_location_length CHECK (octet_length(location) <= 4096)
)
WITH (fillfactor = 50);
CREATE INDEX deliveries_next_attempt ON deliveries (campaign_id, next_attempt_time);

-- A campaign whose deliveries all wait, because its service is misconfigured.
CREATE TABLE delivery_standstills (
    campaign_id bigint NOT NULL,
    -- Answers of that kind, one after the other, and the time from which on one delivery tries again.
    failures integer NOT NULL,
    next_attempt_time timestamptz NOT NULL,
    since_time timestamptz NOT NULL,
    error text NOT NULL,
    -- The time at which the alert's receiver took it; NULL: not told yet.
    alerted_time timestamptz,
    -- The end of the lease of whoever tells of it, or the time until which nobody does.
    lease_end_time timestamptz,

    CONSTRAINT delivery_standstills_pkey PRIMARY KEY (campaign_id)
);

-- What has to be undone and is tried until it is (seed 004).
CREATE TABLE compensation_failures (
    id bigint GENERATED ALWAYS AS IDENTITY,
    compensation_type varchar(50) COLLATE "C" NOT NULL,
    -- CAMPAIGN/SEQUENCE of the coupon.
    reference_id varchar(100) COLLATE "C" NOT NULL,
    -- The campaign of the reference, 0 where it names none: each campaign has its part of the tries.
    campaign_id bigint NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reference_id ~ '^[0-9]{1,18}/' THEN split_part(reference_id, '/', 1)::bigint ELSE 0 END) STORED,
    payload jsonb NOT NULL,
    -- Tries behind the immediate ones.
    retry_count integer NOT NULL DEFAULT 0,
    max_retries integer NOT NULL DEFAULT 5,
    status varchar(20) COLLATE "C" NOT NULL DEFAULT 'PENDING',
    error_message text,
    created_at timestamptz NOT NULL,
    last_attempted_at timestamptz,
    completed_at timestamptz,
    -- The admin who had it tried anew or gave it up, why, and when it was given up.
    resolved_by text,
    resolution text,
    discarded_at timestamptz,
    -- Tries that followed the decision at once.
    immediate_count integer NOT NULL DEFAULT 0,
    -- The time from which on it is tried; NULL: it is not.
    next_attempt_time timestamptz,
    -- The time at which the alert's receiver took it; NULL: not told.
    alerted_time timestamptz,
    -- The end of the lease of whoever tries it, or tells of it; NULL: nobody does.
    lease_end_time timestamptz,
    -- The fencing token: one more with each claim.
    token bigint NOT NULL DEFAULT 0,

    CONSTRAINT compensation_failures_pkey PRIMARY KEY (id),
    CONSTRAINT compensation_failures_reference UNIQUE (compensation_type, reference_id),
    CONSTRAINT compensation_failures_type_known CHECK (
        compensation_type IN ('STOCK_RELEASE', 'DELIVERY_REVERSAL', 'PAYMENT_REFUND')),
    CONSTRAINT compensation_failures_status_known CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    CONSTRAINT compensation_failures_counts CHECK (
        retry_count >= 0 AND max_retries >= 0 AND immediate_count >= 0),
    CONSTRAINT compensation_failures_end CHECK (
        (status = 'COMPLETED') = (completed_at IS NOT NULL) AND (discarded_at IS NULL OR status = 'FAILED')
        AND (next_attempt_time IS NOT NULL) = (status IN ('PENDING', 'PROCESSING')))
);
CREATE INDEX compensation_failures_due ON compensation_failures (campaign_id, next_attempt_time)
    WHERE next_attempt_time IS NOT NULL;
CREATE INDEX compensation_failures_status ON compensation_failures (status, id);
CREATE INDEX compensation_failures_by_reference ON compensation_failures (reference_id, id);
CREATE INDEX compensation_failures_to_alert ON compensation_failures (id)
    WHERE status = 'FAILED' AND alerted_time IS NULL AND discarded_at IS NULL;
CREATE INDEX compensation_failures_ended ON compensation_failures (coalesce(completed_at, discarded_at))
    WHERE completed_at IS NOT NULL OR discarded_at IS NOT NULL;
