"""A profile of ``io_config.yaml`` where there is no runner to read it: a block file that runs on its own."""

import json
import os
import re

from .failures import BlockError
from .project import project_folder

_TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_VALUE = re.compile(r"""^(?:env_var|mage_secret_var)\(\s*(?P<quote>['"])(?P<name>[^'"]*)(?P=quote)\s*\)$""")
_JSON = re.compile(r"""^json_value\(\s*(?P<inner>.*?)\s*,\s*(?P<quote>['"])(?P<key>[^'"]*)(?P=quote)\s*\)$""", re.DOTALL)


def read_profile(path, profile):
    """What a profile says, by key. Needs PyYAML, which a run does not; secrets are those of the environment."""
    file = os.path.join(project_folder(), path or "io_config.yaml")
    try:
        import yaml
    except ImportError as error:
        raise BlockError(
            "outside_of_run",
            "io_config.yaml is read by the run, and this file runs on its own, without PyYAML.",
            "Run its block in VS Code or with: eider run PIPELINE --block UUID; or install pyyaml.",
        ) from error
    with open(file, encoding="utf-8") as handle:
        text = handle.read()
    templates = []

    def mask(found):
        templates.append(found.group(1))
        return f"eider_template_{len(templates) - 1}_"

    loaded = yaml.safe_load(_TEMPLATE.sub(mask, text)) or {}
    if not isinstance(loaded.get(profile), dict):
        raise BlockError(
            "io_profile_missing",
            f"{file} has no profile {profile}.",
            f"It has {', '.join(key for key in loaded if key != 'version') or 'none'}.",
        )
    return {key: _rendered(value, templates) for key, value in loaded[profile].items()}


def _rendered(value, templates):
    if isinstance(value, dict):
        return {key: _rendered(entry, templates) for key, entry in value.items()}
    if isinstance(value, list):
        return [_rendered(entry, templates) for entry in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"eider_template_(\d+)_", lambda found: _value(templates[int(found.group(1))]), value)


def _value(text):
    found = _VALUE.match(text)
    if found:
        return os.environ.get(found.group("name"), "")
    found = _JSON.match(text)
    if found:
        value = json.loads(_value(found.group("inner")) or "{}").get(found.group("key"), "")
        return value if isinstance(value, str) else json.dumps(value)
    raise BlockError(
        "template_unsupported",
        f"The template {{{{ {text} }}}} is not one that io_config.yaml may have.",
        "Write {{ env_var('NAME') }}, {{ mage_secret_var('NAME') }} or {{ json_value(mage_secret_var('NAME'), 'key') }}.",
    )
