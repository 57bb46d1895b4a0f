from eider_worker.requests import ask, text_of


def check_status(pipeline_uuid, execution_date, block_uuid=None, hours=24):
    """Whether the newest run of a pipeline that began in the hours before a moment, or a block of it, has completed.

    Raises when it has failed or was cancelled. A moment without a zone is in UTC.
    """
    return ask(
        "check_status",
        pipeline_uuid=str(pipeline_uuid),
        execution_date=text_of(execution_date),
        block_uuid=None if block_uuid is None else str(block_uuid),
        hours=hours,
    )
