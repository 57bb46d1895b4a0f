SELECT feature, total_gain
FROM evaluation.importance
ORDER BY total_gain DESC
LIMIT 15
