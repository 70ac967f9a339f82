-- Whoever sees some of the namespaces has their counts read, and no others: these indexes have all
-- that is asked for, so that no row is looked up.

CREATE INDEX execution_hours_by_namespace ON execution_hours (namespace, hour)
    INCLUDE (kind, state, n);
CREATE INDEX log_hours_by_namespace ON log_hours (namespace, level, hour) INCLUDE (n);
