"""The only module that knows the validator (jsonschema): imported when a record is validated, not earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from citefirst.regex import lazy
from citefirst.workflow import dialect, patterns
from citefirst.workflow.documents import SchemaDocument

_DATE = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = lazy(_DATE.pattern + r"[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})")
_EMAIL = lazy(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}")
_URI = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def is_date(value: object) -> bool:
    """Tell whether a text is an RFC 3339 full-date of a day that exists."""
    return not isinstance(value, str) or (bool(_DATE.fullmatch(value)) and bool(date.fromisoformat(value)))


def is_moment(value: object) -> bool:
    """Tell whether a text is an RFC 3339 date-time."""
    return not isinstance(value, str) or (
        bool(_MOMENT.fullmatch(value)) and bool(datetime.fromisoformat(value.upper().replace(" ", "T")))
    )


def is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(_EMAIL.fullmatch(value))


def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(_URI.fullmatch(value))


FORMATS = {"date": is_date, "date-time": is_moment, "email": is_email, "uri": is_uri}


def validator(document: SchemaDocument, documents: Iterable[SchemaDocument]) -> Any:
    """Return a validator of a linked document; `documents` are all that its references may reach."""
    from jsonschema import Draft202012Validator, FormatChecker, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    checker = FormatChecker(formats=())
    for name, test in FORMATS.items():
        checker.checks(name, raises=ValueError)(test)
    resources = [(each.address, DRAFT202012.create_resource(each.root)) for each in documents]
    engine: Any = validators.extend(Draft202012Validator, _OWN)  # type: ignore[no-untyped-call]
    return engine(document.root, registry=Registry().with_resources(resources), format_checker=checker)


def _unique_items(validator: Any, demanded: bool, items: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if demanded and isinstance(items, list) and not dialect.is_unique(items):
        yield ValidationError("has non-unique elements")


def _pattern(validator: Any, pattern: str, text: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(text, str) and not patterns.matches(pattern, text):
        yield ValidationError("does not match")


def _pattern_properties(validator: Any, schemas: Mapping[str, Any], value: Any, schema: Any) -> Iterator[Any]:
    for pattern, inner in schemas.items() if isinstance(value, dict) else ():
        for key in value:
            if patterns.matches(pattern, key):
                yield from validator.descend(value[key], inner, path=key, schema_path=pattern)


_OWN = {"uniqueItems": _unique_items, "pattern": _pattern, "patternProperties": _pattern_properties}
"""Keywords that the validator would take more than linear time for."""


def meta_validator(schema: Any) -> Any:
    """Return a validator of a schema about schemas, which may refer to the standard's own."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema)


def errors(validator: Any, instance: Any) -> Iterator[Any]:
    """Yield jsonschema's ValidationErrors, unchanged. What cannot be judged ends them with ValueError and
    a sentence."""
    try:
        yield from validator.iter_errors(instance)
    except ArithmeticError as error:
        raise ValueError("front matter holds a number that is too large") from error
    except patterns.TooLong as error:
        raise ValueError(str(error)) from error
    except RecursionError as error:
        raise ValueError("the schema leads too deep into the record to be held against it") from error
