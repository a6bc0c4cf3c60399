ALTER TABLE {table:Identifier} MODIFY SETTING non_replicated_deduplication_window = 0
