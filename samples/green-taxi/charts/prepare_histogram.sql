-- A handful of trips have distances of thousands of miles; they would leave one bar for all others.
SELECT trip_distance
FROM {{ df_1 }}
WHERE trip_distance <= 20
