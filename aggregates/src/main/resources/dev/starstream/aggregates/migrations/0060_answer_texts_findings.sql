-- What the scorer found in a text, typed instead of JSON: a third of the bytes, and SQL can read it.
-- Ranges are half-open, in UTF-16 units of text; 0 to 0 is nowhere in particular.
ALTER TABLE answer_texts
    ADD COLUMN IF NOT EXISTS sentence_parts Array(Tuple(start UInt32, end UInt32, part Enum8('none' = 0, 'situation' = 1, 'task' = 2, 'action' = 3, 'result' = 4, 'learning' = 5))) COMMENT 'Where each sentence lies and what it tells, in order' CODEC(ZSTD) AFTER notes,
    ADD COLUMN IF NOT EXISTS metric_spans Array(Tuple(start UInt32, end UInt32, kind Enum8('other' = 0, 'percent' = 1, 'money' = 2, 'duration' = 3, 'count' = 4, 'multiplier' = 5, 'delta' = 6, 'score' = 7), value Nullable(Float64), unit String, outcome Bool)) COMMENT 'The quantities in order: value NULL if it cannot be told, outcome if it measures an effect of the work' CODEC(ZSTD) AFTER sentence_parts,
    ADD COLUMN IF NOT EXISTS key_point_spans Array(Tuple(id String, covered Bool, start UInt32, end UInt32)) COMMENT 'The key points of the question, covered or not, and where' CODEC(ZSTD) AFTER metric_spans,
    ADD COLUMN IF NOT EXISTS mistake_spans Array(Tuple(id String, severity Enum8('minor' = 0, 'major' = 1, 'critical' = 2), start UInt32, end UInt32, advice String)) COMMENT 'The mistakes, most severe first, where they show and what to do instead' CODEC(ZSTD) AFTER key_point_spans
