if "condition" not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def wants_file(*args, **kwargs) -> bool:
    """The file is only written when the variable `write_file` says so."""
    return bool(kwargs.get("write_file"))
