"""What a step asks of the world is noted beside its result, as build systems note what a step has read.

Nothing is noted by hand: each function that a step is given is wrapped, whatever it is called and however many there
will be. What is no function is data, and stands in the key of the result.
"""

from __future__ import annotations

from citefirst.cache.digests import NotPlain, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from citefirst.cache.digests import Parts

    Question = tuple[str, tuple[Any, ...], str]
    """Name of the function, what it was given, digest of its answer."""


class Notebook:
    """Notes each question once. `sound` tells whether all could be noted, and none had two answers."""

    def __init__(self, parts: Parts | None = None) -> None:
        self._parts = parts
        self._asked: dict[tuple[str, tuple[Any, ...]], str] = {}
        self.sound = True

    @property
    def questions(self) -> list[Question]:
        return [(name, arguments, answer) for (name, arguments), answer in self._asked.items()]

    def wrap(self, name: str, value: Any) -> Any:
        """Return a value whose functions, its own or those of a named tuple, note what they are asked.

        An object that answers for much (`QUESTIONS` names its methods) is asked through these alone.
        """
        if is_record(value):
            return value._make(self.wrap(f"{name}.{field}", getattr(value, field)) for field in value._fields)
        if is_asked(value):
            return Asked({each: self._noting(f"{name}.{each}", getattr(value, each)) for each in value.QUESTIONS})
        return self._noting(name, value) if callable(value) else value

    def _noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            answer = function(*arguments)
            self._note(name, arguments, answer)
            return answer

        return ask

    def _note(self, name: str, arguments: tuple[Any, ...], answer: Any) -> None:
        if not all(type(each) in (str, int) for each in arguments):
            self.sound = False
            return
        try:
            found = digest(answer, self._parts)
        except NotPlain:
            self.sound = False
        else:
            self.sound &= self._asked.setdefault((name, arguments), found) == found


class Asked:
    """An object of which nothing is known but the methods that may be asked."""

    def __init__(self, methods: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(methods)


class Noted:
    """An object all of whose methods note what they are asked."""

    def __init__(self, subject: Any, notebook: Notebook) -> None:
        self._subject, self._notebook = subject, notebook

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._subject, name)
        self._notebook.sound &= callable(found)
        return self._notebook.wrap(name, found)


def is_record(value: Any) -> bool:
    """Tell whether a value is a named tuple, whose fields count one by one."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


def is_asked(value: Any) -> bool:
    """Tell whether a value is an object that is asked by the methods which its class names in `QUESTIONS`."""
    return hasattr(type(value), "QUESTIONS")


def functions(name: str, value: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the functions in a value under the names that a notebook gives them."""
    if is_record(value):
        for field in value._fields:
            yield from functions(f"{name}.{field}", getattr(value, field))
    elif is_asked(value):
        yield from ((f"{name}.{each}", getattr(value, each)) for each in value.QUESTIONS)
    elif callable(value):
        yield name, value


def data(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is no function in a value, with its name: it belongs into the key of a result. None says nothing."""
    if is_record(value):
        for field in value._fields:
            yield from data(f"{name}.{field}", getattr(value, field))
    elif value is not None and not callable(value) and not is_asked(value):
        yield name, value


def are_answered_alike(questions: Iterable[Any], find: Callable[[str], Any], parts: Parts | None = None) -> bool:
    """Ask all questions again. `find` gives the function of a name.

    Whatever goes wrong is no answer: a note that makes no sense, and a world that refuses one.
    """
    try:
        return all(digest(find(name)(*arguments), parts) == answer for name, arguments, answer in questions)
    except Exception:
        return False
