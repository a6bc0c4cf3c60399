-- Every scored answer by the id that its publisher gave it; an id twice is an answer counted twice.
SELECT event_id FROM answer_scores WHERE tenant_id = {tenant:String}
