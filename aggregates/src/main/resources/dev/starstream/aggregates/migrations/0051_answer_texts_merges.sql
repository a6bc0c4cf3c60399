-- As in answer_scores: merging texts is dearer than inserting them, and a single answer is found in many parts as in few.
ALTER TABLE answer_texts MODIFY SETTING merge_selector_base = 20, auto_statistics_types = '';
