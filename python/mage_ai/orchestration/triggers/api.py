import time

from eider_worker.failures import BlockError
from eider_worker.requests import ask, plain
from mage_ai.orchestration.pipeline_run import PipelineRun
from mage_ai.orchestration.remote_block import RemoteBlock
from mage_ai.orchestration.triggers.constants import DEFAULT_POLL_INTERVAL

_SHORTEST_POLL = 0.05


def trigger_pipeline(
    pipeline_uuid,
    repo_path=None,
    variables=None,
    check_status=False,
    error_on_failure=False,
    poll_interval=DEFAULT_POLL_INTERVAL,
    poll_timeout=None,
    schedule_name=None,
    verbose=True,
    remote_blocks=None,
    return_remote_blocks=False,
    **_,
):
    """Runs a pipeline inside this run, and gives its run.

    With ``check_status`` it waits for the end, and says every ``poll_interval`` seconds how far it is unless ``verbose`` is
    false; ``error_on_failure`` raises when it has not completed, and after ``poll_timeout`` seconds it raises anyway. Without,
    it gives back the run as it has begun, which goes on.
    """
    given = dict(variables or {})
    if remote_blocks:
        given["remote_blocks"] = [RemoteBlock.of(one).to_dict() for one in remote_blocks]
    run = PipelineRun(
        ask(
            "trigger_pipeline",
            pipeline_uuid=str(pipeline_uuid),
            repo_path=None if repo_path is None else str(repo_path),
            variables=plain(given, "variables"),
            schedule_name=None if schedule_name is None else str(schedule_name),
            wait=bool(check_status),
        )
    )
    if verbose:
        print(run.progress())
    if check_status:
        _follow(run, poll_interval, poll_timeout, verbose)
        if error_on_failure and run.status != PipelineRun.PipelineRunStatus.COMPLETED:
            raise BlockError(
                "pipeline_run_failed",
                f"{run.progress()}",
                f"See what went wrong with: eider {f'runs {run.pipeline_uuid}' if run.id is None else f'logs {run.id}'}.",
            )
    return [{"remote_blocks": run.remote_blocks()}] if return_remote_blocks else run


def _follow(run, poll_interval, poll_timeout, verbose):
    """Waits until a run has ended."""
    started = time.monotonic()
    while not run.has_ended():
        seconds = max(_SHORTEST_POLL, float(poll_interval))
        if poll_timeout is not None:
            left = poll_timeout - (time.monotonic() - started)
            if left <= 0:
                raise BlockError(
                    "poll_timeout",
                    f"Pipeline {run.pipeline_uuid} has not ended within the {poll_timeout:g} seconds of poll_timeout.",
                    "It goes on. Raise poll_timeout, or leave it out to wait for as long as it takes.",
                )
            seconds = min(seconds, left)
        run.refresh(seconds)
        if verbose:
            print(run.progress())
