"""A stored log from the bytes of its file, or one sentence on why it is none."""

from __future__ import annotations

import json
from typing import Any

from citefirst.ailog.model import MAX_LOG, Log, LogError, build


def read(data: bytes) -> Log:
    """Raises LogError for what is no log, with the place in the JSON."""
    if len(data) > MAX_LOG:
        raise LogError(f"it is larger than {MAX_LOG // 1024 // 1024} MiB")
    value = loads(data)
    from pydantic import ValidationError

    from citefirst.ailog.shape import model

    try:
        model().model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise LogError(f"`{where}`: {first['msg'][:1].lower()}{first['msg'][1:]}") from error
    return build(value)


def loads(data: bytes) -> Any:
    """JSON, or one sentence on why it is none."""
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        raise LogError("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise LogError(f"it is not JSON: line {error.lineno}, column {error.colno}: {error.msg.lower()}") from error
    except (ValueError, RecursionError) as error:
        raise LogError("it is not JSON that can be read: nested too deeply, or a number too long") from error
