def convert_matrix_to_dataframe(value):
    """A sparse matrix as a DataFrame with the columns '0', '1' and so on; anything else as it is."""
    if not hasattr(value, "tocsr"):
        return value
    import pandas

    dense = value.toarray()
    return pandas.DataFrame(dense, columns=[str(number) for number in range(dense.shape[1])])
