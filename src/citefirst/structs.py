"""Frozen values and changing state: what `dataclasses` gives, made in a sixth of its time.

A check makes some eighty classes before it reads a line, and a hook does so on every commit. `dataclasses` compiles six
methods for each; here one is compiled and the others are shared. Type checkers read both alike (PEP 681).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

Made = TypeVar("Made", bound=type)
Instance = TypeVar("Instance")
NOTHING: Any = object()
"""Default of a field that has none."""


class Field:
    """How a field begins, whether the constructor takes it, and whether two values differ where it does."""

    __slots__ = ("compare", "default", "factory", "init", "kw_only")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, init: bool, compare: bool) -> None:
        self.default, self.factory, self.init, self.compare = default, factory, init, compare
        self.kw_only = False


def field(
    *,
    default: Any = NOTHING,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
    compare: bool = True,
) -> Any:
    """Describe a field that has more than a plain default."""
    return Field(default, default_factory, init, compare)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(made: Made, /) -> Made: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False, order: bool = False, eq: bool = True) -> Callable[[Made], Made]: ...
def frozen(
    made: Made | None = None, /, *, kw_only: bool = False, order: bool = False, eq: bool = True
) -> Made | Callable[[Made], Made]:
    """Make a class a value: its annotated fields are set once. `eq=False`: each instance equals itself only."""

    def decorate(made: Made) -> Made:
        fields = _build(made, kw_only, "_set(self, {name!r}, {value})")
        if eq:
            _compare(made, [name for name, each in fields.items() if each.compare], order)
        made.__setattr__ = made.__delattr__ = _refuse  # type: ignore[method-assign, assignment]
        return made

    return decorate if made is None else decorate(made)


@dataclass_transform(field_specifiers=(field,))
def mutable(made: Made) -> Made:
    """Make a class whose fields change on its way. Each instance equals itself only."""
    _build(made, False, "self.{name} = {value}")
    return made


def replace(instance: Instance, /, **changes: Any) -> Instance:
    """Return a copy of a value with other fields. Raises TypeError for a name that is no field."""
    kept = {name: getattr(instance, name) for name, each in fields(instance).items() if each.init}
    return instance.__class__(**(kept | changes))


def fields(instance: Any) -> dict[str, Field]:
    """Return the fields of a value or of its class by name, in their order; none where it is something else."""
    found: dict[str, Field] = getattr(instance, "__value_fields__", {})
    return found


def asdict(instance: Any) -> Any:
    """Return a value, and all values in it, as mappings and lists."""
    if fields(instance):
        return {name: asdict(getattr(instance, name)) for name in fields(instance)}
    if isinstance(instance, list | tuple):
        return [asdict(each) for each in instance]
    return {key: asdict(each) for key, each in instance.items()} if isinstance(instance, dict) else instance


def _build(made: type, kw_only: bool, assign: str) -> dict[str, Field]:
    """Give a class its constructor, and return its fields, those of its bases first."""
    found = dict(fields(made))
    for name, kind in vars(made).get("__annotations__", {}).items():
        if kind == "KW_ONLY":
            kw_only = True
        elif not kind.startswith("ClassVar["):
            found[name] = _field(made, name)
            found[name].kw_only = kw_only
    _construct_later(made, found, assign)
    made.__repr__ = _show  # type: ignore[method-assign, assignment]
    made.__value_fields__ = found  # type: ignore[attr-defined]
    setattr(made, "__match_args__", tuple(name for name, each in found.items() if not each.kw_only))  # noqa: B010
    return found


def _construct_later(made: type, found: dict[str, Field], assign: str) -> None:
    """Give a class a constructor that is written with its first instance: a record needs half of all classes."""

    def construct(self: Any, *values: Any, **named: Any) -> None:
        scope = {"_set": object.__setattr__, "_nothing": NOTHING}
        exec(_constructor(found, assign, scope), scope)
        made.__init__ = scope["__init__"]  # type: ignore[misc]
        made.__init__(self, *values, **named)  # type: ignore[misc]

    made.__init__ = construct  # type: ignore[misc]


def _field(made: type, name: str) -> Field:
    """Return how a field is described, and leave a plain default or nothing in the class."""
    given = vars(made).get(name, NOTHING)
    if not isinstance(given, Field):
        return Field(given, None, True, True)
    if given.default is NOTHING:
        delattr(made, name)
    else:
        setattr(made, name, given.default)
    return given


def _constructor(fields: dict[str, Field], assign: str, scope: dict[str, Any]) -> str:
    """Return the source of `__init__`, and put what it needs into its scope."""
    plain, keywords, body = ["self"], list[str](), list[str]()
    for name, each in fields.items():
        given = name
        if each.factory:
            scope[f"_make_{name}"] = each.factory
            given = f"_make_{name}() if {name} is _nothing else {name}" if each.init else f"_make_{name}()"
        scope[f"_default_{name}"] = each.default
        optional = each.factory or each.default is not NOTHING
        if each.init:
            (keywords if each.kw_only else plain).append(f"{name}=_default_{name}" if optional else name)
        elif not each.factory:
            given = f"_default_{name}"
        if each.init or optional:
            body.append("    " + assign.format(name=name, value=given))
    parameters = ", ".join([*plain, *(["*", *keywords] if keywords else [])])
    return "\n".join([f"def __init__({parameters}):", *(body or ["    pass"])])


def _compare(made: type, compared: list[str], order: bool) -> None:
    """Give a class equality and a hash by some fields, and an order if wanted."""
    key = attrgetter(*compared) if compared else (lambda one: ())

    def equal(one: Any, other: Any) -> Any:
        return key(one) == key(other) if one.__class__ is other.__class__ else NotImplemented

    def less(one: Any, other: Any) -> Any:
        return key(one) < key(other) if one.__class__ is other.__class__ else NotImplemented

    def at_most(one: Any, other: Any) -> Any:
        return key(one) <= key(other) if one.__class__ is other.__class__ else NotImplemented

    methods = {"__eq__": equal, "__hash__": lambda one: hash(key(one))}
    if order:  # Python asks the other side for > and >=
        methods |= {"__lt__": less, "__le__": at_most}
    for name, method in methods.items():
        setattr(made, name, method)


def _show(instance: Any) -> str:
    inside = ", ".join(f"{name}={getattr(instance, name)!r}" for name in fields(instance))
    return f"{type(instance).__qualname__}({inside})"


def _refuse(instance: Any, name: str, *_: Any) -> None:
    message = f"{type(instance).__name__}.{name} is set once"
    raise AttributeError(message)
