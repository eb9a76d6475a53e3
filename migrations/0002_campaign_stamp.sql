-- A campaign's row gets a stamp that is new with each save. A database that was set back (a standby that was behind took
-- over, a backup was restored) and then issued as many coupons again looks exactly as before without it.
--
-- Its first half stays the same with each save of a server; whoever changes coupons by SQL gives the row a new one as well
-- (docs/operations.md).
--
-- Servers of the version before go on: they name the columns that they read and write. A constant default rewrites no row;
-- theirs, and that of rows made by hand, is random from then on.
ALTER TABLE campaigns ADD COLUMN stamp uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE campaigns ALTER COLUMN stamp SET DEFAULT gen_random_uuid();
