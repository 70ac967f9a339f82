-- Keys of requests are written in the order of their dates, so that the numbers of their rows say
-- which are the oldest: an index less to write with each.

DROP INDEX idempotency_keys_by_date;
