-- Every reject as the drill names what it sent: by reason and event id, or by its bytes where there is no id.
SELECT concat(reason, ' ', if(reason = 'undecodable', ifNull(payload, ''), event_id)) FROM rejected_answers
