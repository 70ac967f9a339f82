-- A label may be longer than what an index can hold: the index has a hash of key and value.
ALTER TABLE execution_labels DROP CONSTRAINT execution_labels_pkey;
CREATE UNIQUE INDEX execution_labels_by_pair
    ON execution_labels (md5(key || chr(1) || value), execution_id);

-- An older version could write a zero character as a label's JSON, which has no text here.
CREATE OR REPLACE FUNCTION write_labels() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DELETE FROM %I.execution_labels WHERE execution_id = $1', TG_TABLE_SCHEMA)
        USING NEW.id;
    EXECUTE format(
        'INSERT INTO %I.execution_labels (key, value, execution_id)'
        ' SELECT pair ->> 0, pair ->> 1, $1 FROM jsonb_array_elements($2::jsonb) pair'
        ' ON CONFLICT DO NOTHING',
        TG_TABLE_SCHEMA
    ) USING NEW.id, replace(NEW.labels, '\u0000', '\ufffd');
    RETURN NULL;
END
$body$;
