-- The trips of two months, January's file first. Every column of the files is kept.
SELECT *
FROM read_parquet([
    {{ data_dir }} || '/2024/01.parquet',
    {{ data_dir }} || '/2024/02.parquet'
])
