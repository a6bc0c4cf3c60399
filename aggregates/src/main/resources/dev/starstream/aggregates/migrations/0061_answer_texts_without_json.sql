-- Replaced by the typed columns of 0060. Texts live for 30 days, so what stood here is not carried over.
ALTER TABLE answer_texts
    DROP COLUMN IF EXISTS sentences,
    DROP COLUMN IF EXISTS metrics,
    DROP COLUMN IF EXISTS key_points,
    DROP COLUMN IF EXISTS mistakes
