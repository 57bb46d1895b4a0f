from utils.passengers import TITLES

grouped = df_1.groupby("title")["Survived"].agg(["count", "mean"])  # noqa: F821 -- what the block above gave

headers = ["passengers", "survived, %"]
titles = [(TITLES + ["others"])[place] for place in grouped.index]
rows = [[int(count), round(100 * share, 1)] for count, share in zip(grouped["count"], grouped["mean"])]
