from mage_ai.settings.repo import get_repo_path

__all__ = ["get_repo_path"]
