-- Three outputs: all trips, and the same trips split by date into training and validation.
-- Trips under a minute or over an hour are mostly meters switched on or off by mistake.
CREATE TABLE "all" AS
WITH trips AS (
    SELECT
        *,
        (epoch_us(lpep_dropoff_datetime) - epoch_us(lpep_pickup_datetime)) / 60e6 AS duration  -- minutes
    FROM {{ df_1 }}
)
SELECT
    -- Where from and where to, as one category: PULocationID and DOLocationID are numbers of zones, not quantities.
    CAST(PULocationID AS VARCHAR) || '_' || CAST(DOLocationID AS VARCHAR) AS PU_DO,
    trip_distance,
    lpep_pickup_datetime,
    duration
FROM trips
WHERE duration BETWEEN 1 AND 60;

CREATE TABLE train AS
SELECT * EXCLUDE ("{{ split_on_feature }}")
FROM "all"
WHERE "{{ split_on_feature }}" < CAST({{ split_on_feature_value }} AS TIMESTAMP);

CREATE TABLE validation AS
SELECT * EXCLUDE ("{{ split_on_feature }}")
FROM "all"
WHERE "{{ split_on_feature }}" >= CAST({{ split_on_feature_value }} AS TIMESTAMP);
