if "callback" not in globals():
    from mage_ai.data_preparation.decorators import callback


@callback("success")
def tell_success(parent_block_data, **kwargs):
    print(f"The sets of {kwargs['pipeline_uuid']} are there")


@callback("failure")
def tell_failure(parent_block_data, **kwargs):
    print(f"{kwargs['pipeline_uuid']} has no sets: {kwargs.get('__error')}")
