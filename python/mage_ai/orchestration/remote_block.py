class RemoteBlock:
    """A block of another run, whose outputs are read when they are asked for."""

    def __init__(self, pipeline_uuid, block_uuid, execution_partition=None, repo_path=None):
        self.pipeline_uuid = pipeline_uuid
        self.block_uuid = block_uuid
        self.execution_partition = execution_partition
        self.repo_path = repo_path

    @classmethod
    def of(cls, given):
        """One of these, or a dict with its fields."""
        return given if isinstance(given, cls) else cls.load(**given)

    @classmethod
    def load(cls, pipeline_uuid, block_uuid, execution_partition=None, repo_path=None, **_):
        return cls(pipeline_uuid, block_uuid, execution_partition, repo_path)

    def get_outputs(self, *_, **__):
        """Its outputs in a list; an empty one when it has stored none."""
        from mage_ai.data_preparation.variable_manager import stored_outputs

        return stored_outputs(self.pipeline_uuid, self.block_uuid, self.execution_partition, self.repo_path)

    def to_dict(self):
        return {
            "pipeline_uuid": self.pipeline_uuid,
            "block_uuid": self.block_uuid,
            "execution_partition": self.execution_partition,
            "repo_path": None if self.repo_path is None else str(self.repo_path),
        }
