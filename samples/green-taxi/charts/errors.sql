-- Predicted less actual; the few trips beyond a quarter of an hour would leave one bar for all others.
SELECT error
FROM evaluation.predictions
WHERE abs(error) <= 15
