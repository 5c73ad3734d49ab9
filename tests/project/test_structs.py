"""Values made by `citefirst.structs` behave as those of `dataclasses` do, held side by side."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import Any

import pytest

from citefirst.structs import asdict, field, fields, frozen, mutable, replace


@frozen(order=True)
class Point:
    """A place on a plane."""

    x: int
    y: int = 0
    note: str = field(default="", compare=False)
    marks: list[int] = field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, order=True)
class Twin:
    """The same by `dataclasses`."""

    x: int
    y: int = 0
    note: str = dataclasses.field(default="", compare=False)
    marks: list[int] = dataclasses.field(default_factory=list, compare=False)


@frozen
class Named(Point):
    name: str = "n"

    @cached_property
    def long(self) -> str:
        return f"{self.name} at {self.x}"


@frozen(kw_only=True, eq=False)
class Apart:
    one: int
    two: str = "b"


@mutable
class Count:
    at: int
    seen: list[str] = field(default_factory=list)
    spent: float = field(default=0.0, init=False)


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, 2), {}),
    ((1,), {"y": 3, "note": "n"}),
    ((), {"x": 1, "marks": [1]}),
    ((), {}),
    ((1, 2, "n", [3], 4), {}),
    ((1,), {"z": 2}),
]


@pytest.mark.parametrize(("given", "named"), CALLS)
def test_a_constructor_takes_what_that_of_a_dataclass_takes(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    try:
        twin = Twin(*given, **named)
    except TypeError:
        with pytest.raises(TypeError):
            Point(*given, **named)
    else:
        assert asdict(Point(*given, **named)) == dataclasses.asdict(twin)


@pytest.mark.parametrize("other", [(1, 2), (1, 3), (2, 0), (0, 9)])
def test_values_are_equal_and_ordered_alike(other: tuple[int, int]) -> None:
    one, two, twin, twin_two = Point(1, 2, "a"), Point(*other, "b"), Twin(1, 2, "a"), Twin(*other, "b")
    assert (one == two, one < two, one <= two, one > two, one >= two) == (
        twin == twin_two,
        twin < twin_two,
        twin <= twin_two,
        twin > twin_two,
        twin >= twin_two,
    )
    assert (hash(one) == hash(two)) == (hash(twin) == hash(twin_two))
    assert (one == (1, 2)) is False  # type: ignore[comparison-overlap]
    assert (one == twin) is False  # type: ignore[comparison-overlap]


def test_a_value_is_set_once() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match=r"Point\.x is set once"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert Point(1).marks is not Point(1).marks
    assert repr(point) == "Point(x=1, y=0, note='', marks=[])"


def test_a_copy_has_other_fields_and_nothing_that_was_kept() -> None:
    named = Named(1, name="here")
    assert named.long == "here at 1"
    assert replace(named, x=2).long == "here at 2"
    assert list(fields(Named)) == ["x", "y", "note", "marks", "name"]
    with pytest.raises(TypeError):
        replace(named, z=1)


def test_values_can_be_sent_to_another_process_and_matched() -> None:
    assert pickle.loads(pickle.dumps(Named(1, 2))) == copy.copy(Named(1, 2)) == Named(1, 2)
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_what_is_only_itself_equals_nothing_else() -> None:
    one = Apart(one=1)
    assert one != Apart(one=1)
    assert one == one
    with pytest.raises(TypeError):
        Apart(1)  # type: ignore[call-arg]


def test_a_mutable_one_changes_on_its_way() -> None:
    count = Count(1)
    count.at += 1
    count.spent += 0.5
    count.seen.append("a")
    assert (count.at, count.spent, count.seen, Count(1).seen) == (2, 0.5, ["a"], [])
    with pytest.raises(TypeError):
        Count(1, [], 2.0)  # type: ignore[call-arg]
