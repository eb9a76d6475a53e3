-- The waiting queue: a row for each campaign that has a line, and one for each entry, which is a coupon request too.
-- Locks are taken in one order: the campaign's row, the queue's, entries, coupons (docs/queue.md).

-- Coupons of such a campaign are issued through the queue alone. Servers of the version before don't know the column.
ALTER TABLE campaigns ADD COLUMN queue_only boolean NOT NULL DEFAULT false;

CREATE TABLE campaign_queues (
    campaign_id bigint NOT NULL,
    -- The ticket that was drawn last: 1, 2, 3... without gaps, in the order of commits.
    last_ticket bigint NOT NULL DEFAULT 0,
    -- Tickets up to it have been taken by a batch; those up to `served` have ended or were set aside.
    claimed bigint NOT NULL DEFAULT 0,
    served bigint NOT NULL DEFAULT 0,
    -- The mark: entries that wait with a ticket up to it have failed; those up to `settled_through` have it in their row.
    failed_through bigint NOT NULL DEFAULT 0,
    failed_reason text COLLATE "C",
    failed_time timestamptz,
    settled_through bigint NOT NULL DEFAULT 0,
    -- Entries that ended, by how, and those that are tried again; of failed ones by the mark, the settled.
    completed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    set_aside bigint NOT NULL DEFAULT 0,
    -- The time from which on the next batch is due, and the end of the last.
    next_batch_time timestamptz NOT NULL,
    last_batch_time timestamptz,
    -- Batches that failed one after the other.
    batch_failures integer NOT NULL DEFAULT 0,
    -- The fencing token: one more with each claim. The claim holds until the lease is over; NULL: there is none.
    token bigint NOT NULL DEFAULT 0,
    lease_end_time timestamptz,
    -- The measured speed in entries an hour; NULL: not known.
    entries_per_hour bigint,
    -- True while there is anything left to do for a scheduler.
    is_active boolean NOT NULL,

    CONSTRAINT campaign_queues_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_queues_order CHECK (
        0 <= settled_through AND settled_through <= failed_through AND failed_through <= served AND served <= claimed
        AND claimed <= last_ticket),
    CONSTRAINT campaign_queues_counts CHECK (completed >= 0 AND failed >= 0 AND set_aside >= 0),
    CONSTRAINT campaign_queues_mark CHECK (
        (failed_through = 0) = (failed_reason IS NULL) AND (failed_reason IS NULL) = (failed_time IS NULL)),
    CONSTRAINT campaign_queues_reason_known CHECK (failed_reason IN ('SOLD_OUT', 'CAMPAIGN_CLOSED')),
    CONSTRAINT campaign_queues_speed CHECK (entries_per_hour > 0)
)
-- Each group of joins and each batch updates the row. What they change is not indexed, and the pages have room, so that
-- the new version stays on the page (HOT); is_active changes only when a line becomes empty, or is no longer.
WITH (fillfactor = 50);

CREATE INDEX campaign_queues_active ON campaign_queues (campaign_id) WHERE is_active;

CREATE TABLE queue_entries (
    request_id uuid NOT NULL,
    campaign_id bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    -- NULL: the user had the coupon already.
    ticket bigint,
    -- The state as it was saved. An entry that waits is PROCESSING, or has failed, by what its queue's row says.
    state text COLLATE "C" NOT NULL DEFAULT 'WAITING',
    failure_reason text COLLATE "C",
    -- The coupon of an entry that is completed.
    coupon_sequence bigint,
    -- Tries that failed by an error of the entry's own, the error of the last, and the time of the next.
    attempts integer NOT NULL DEFAULT 0,
    error text,
    next_attempt_time timestamptz,
    join_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    -- An entry that failed and was reset: its user may join anew.
    reset_time timestamptz,
    reset_reason text,
    reset_by text,

    CONSTRAINT queue_entries_pkey PRIMARY KEY (request_id),
    CONSTRAINT queue_entries_user_length CHECK (octet_length(user_id) BETWEEN 1 AND 128),
    CONSTRAINT queue_entries_ticket_range CHECK (ticket > 0),
    CONSTRAINT queue_entries_state_known CHECK (state IN ('WAITING', 'SET_ASIDE', 'COMPLETED', 'FAILED')),
    CONSTRAINT queue_entries_reason_known CHECK (
        failure_reason IN ('SOLD_OUT', 'USER_LIMIT_REACHED', 'CAMPAIGN_CLOSED', 'ISSUE_FAILED')),
    CONSTRAINT queue_entries_end CHECK (
        (state = 'FAILED') = (failure_reason IS NOT NULL) AND (state = 'COMPLETED') = (coupon_sequence IS NOT NULL)),
    CONSTRAINT queue_entries_next_attempt CHECK ((state = 'SET_ASIDE') = (next_attempt_time IS NOT NULL)),
    CONSTRAINT queue_entries_ticket_needed CHECK (ticket IS NOT NULL OR state = 'COMPLETED'),
    CONSTRAINT queue_entries_only_failed_ones_are_reset CHECK (reset_time IS NULL OR state = 'FAILED'),
    CONSTRAINT queue_entries_reset_reason_length CHECK (char_length(reset_reason) <= 1000)
)
-- An entry is updated once, when it ends: no column that changes then is indexed. A batch updates all entries of a page
-- in one transaction, so that each of them needs the room of a second version there (HOT).
WITH (fillfactor = 45);

CREATE UNIQUE INDEX queue_entries_campaign_user ON queue_entries (campaign_id, user_id) WHERE reset_time IS NULL;
CREATE UNIQUE INDEX queue_entries_campaign_ticket ON queue_entries (campaign_id, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX queue_entries_next_attempts ON queue_entries (campaign_id, next_attempt_time)
    WHERE next_attempt_time IS NOT NULL;
CREATE INDEX queue_entries_dead_letters ON queue_entries (campaign_id, request_id) WHERE error IS NOT NULL;
CREATE INDEX queue_entries_all_dead_letters ON queue_entries (request_id, campaign_id) WHERE error IS NOT NULL;
