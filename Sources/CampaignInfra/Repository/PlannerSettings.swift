/// Settings under which PostgreSQL plans our statements the same on an empty table and on ten million rows.
///
/// A prepared statement keeps its plan until statistics change. Planned while `coupons` is empty, the look for the
/// coupons of a user is a sequential scan, and at a launch it stays one while the table grows: a group of 256 was seen
/// to take a second at 20,000 coupons. Every statement has an index that fits it, so nothing but index scans is wanted,
/// and no plan is worth making again for other parameters.
enum PlannerSettings {
  static let script = """
    SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET jit = off;
    SET plan_cache_mode = force_generic_plan
    """
}
