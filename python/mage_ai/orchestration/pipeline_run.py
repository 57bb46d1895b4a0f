from enum import Enum

from eider_worker.requests import ask, moment
from mage_ai.orchestration.remote_block import RemoteBlock


class PipelineRun:
    """A run of a pipeline that a block has started, as it was when it was last looked at."""

    class PipelineRunStatus(str, Enum):
        INITIAL = "initial"
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELLED = "cancelled"

    def __init__(self, facts):
        self._take(facts)

    def _take(self, facts):
        self._ref = facts["ref"]
        self._blocks = facts["blocks"]
        self.id = facts["id"]
        self.pipeline_uuid = facts["pipeline_uuid"]
        self.status = self.PipelineRunStatus(facts["status"])
        self.execution_date = moment(facts["execution_date"])
        self.started_at = self.created_at = self.execution_date
        self.completed_at = moment(facts["completed_at"])
        self.variables = facts["variables"]
        self.event_variables = {}
        self.execution_partition = facts["id"]
        self.pipeline_schedule_name = facts["trigger"]
        self.repo_path = facts["repo_path"]
        self.error = facts["failure"]

    def refresh(self, seconds=0):
        """Looks again, and waits up to so many seconds for the end before."""
        self._take(ask("wait_for_run", ref=self._ref, seconds=seconds))
        return self

    def has_ended(self):
        return self.status not in (self.PipelineRunStatus.INITIAL, self.PipelineRunStatus.RUNNING)

    @property
    def block_runs(self):
        """The blocks, each with its ``block_uuid`` and ``status``."""
        return [dict(block) for block in self._blocks]

    @property
    def completed_block_runs(self):
        return [block for block in self.block_runs if block["status"] in ("completed", "reused")]

    def remote_blocks(self):
        """What each of its blocks gives, to be read later."""
        return [
            RemoteBlock(self.pipeline_uuid, block["block_uuid"], self.id, self.repo_path) for block in self._blocks
        ]

    def to_dict(self, **_):
        return {
            "id": self.id,
            "pipeline_uuid": self.pipeline_uuid,
            "status": self.status.value,
            "execution_date": self.execution_date,
            "completed_at": self.completed_at,
            "variables": self.variables,
            "execution_partition": self.execution_partition,
            "pipeline_schedule_name": self.pipeline_schedule_name,
        }

    def progress(self):
        """How far it is, in a sentence."""
        name = f"Pipeline {self.pipeline_uuid}"
        if self.status is self.PipelineRunStatus.INITIAL:
            return f"{name} waits for other runs of it to end."
        run = f"{name}: run {self.id}"
        if self.status is self.PipelineRunStatus.RUNNING:
            return f"{run} is running, {len(self.completed_block_runs)} of {len(self._blocks)} blocks completed."
        if self.status is self.PipelineRunStatus.COMPLETED:
            return f"{run} has completed."
        ended = "was cancelled" if self.status is self.PipelineRunStatus.CANCELLED else "has failed"
        return f"{run} {ended}{f': {self.error}' if self.error else '.'}"

    def __repr__(self):
        return f"<PipelineRun {self.id} of {self.pipeline_uuid}: {self.status.value}>"
