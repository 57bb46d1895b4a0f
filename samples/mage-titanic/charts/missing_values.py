missing = 100 * df_1.isna().mean()  # noqa: F821 -- what the block above gave
missing = missing[missing > 0]

columns = list(missing.index)
percentages = list(missing.round(1))
