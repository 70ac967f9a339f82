-- Who saved a revision of a flow, and what they said of it; nobody knows of older ones.

ALTER TABLE flows ADD COLUMN author TEXT;
ALTER TABLE flows ADD COLUMN message TEXT;
