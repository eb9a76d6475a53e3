-- The usual way to issue coupons with Redis: one script a call, which Redis runs alone.
-- KEYS: the stock, the users who have one, the stream of what was issued. ARGV: the user, the code.
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then
  return 0
end
if redis.call('DECR', KEYS[1]) < 0 then
  redis.call('INCR', KEYS[1])
  return -1
end
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('XADD', KEYS[3], '*', 'user', ARGV[1], 'code', ARGV[2])
return 1
