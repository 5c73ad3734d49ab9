"""What is not installed with citefirst itself: said in one sentence, wherever it is first needed."""

from __future__ import annotations

from importlib import import_module

from citefirst.errors import UsageError

LEDGER = ("pyarrow", "duckdb")
SPARK = ("pyspark", "pandas")


def demand(extra: str, modules: tuple[str, ...]) -> None:
    """Raise UsageError where a module of an extra is missing."""
    for module in modules:
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != module:
                raise
            raise UsageError(f"this needs {module}: install `citefirst[{extra}]`") from error
