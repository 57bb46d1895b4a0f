"""What MLflow remembers in its process, and the next block must not go on with.

Of its own accord MLflow does this at the end of a process, which here is not that of a block.
"""

import sys

_THREADS = ("Mlflow", "MLflow")
"""How the threads are called that MLflow keeps for the whole life of its process."""


def end_runs(failed):
    """Ends the runs that a block has left open, as the end of its process would, and forgets where it has logged to."""
    mlflow = sys.modules.get("mlflow")
    if mlflow is None:
        return
    try:
        while mlflow.active_run() is not None:
            _end_run(mlflow, "FAILED" if failed else "FINISHED")
        mlflow.set_tracking_uri(None)
        mlflow.tracking.fluent._active_experiment_id = None
    except Exception:  # one that was not loaded to its end, or a version that does otherwise
        pass


def _end_run(mlflow, status):
    try:
        mlflow.end_run(status)
    except Exception as error:  # the run is no longer the active one all the same
        print(f"MLflow could not be told that its run has ended: {error}", file=sys.__stderr__)


def logs_by_itself():
    """Whether a block has told MLflow to log what is trained (``autolog``), which nothing takes back in full."""
    packages = getattr(sys.modules.get("mlflow.utils.autologging_utils"), "AUTOLOGGING_INTEGRATIONS", None) or {}
    return any(packages.values())  # what was set for each, nothing when it was not


def is_own_thread(thread):
    """Whether a thread is MLflow's."""
    return thread.name.startswith(_THREADS)
