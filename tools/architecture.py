"""Draw the rooms of `src/citefirst` and who imports whom, from the imports themselves: docs/architecture.svg.

A room is a package or a loose module. Rooms stand on floors: each above all that it imports. Of the arrows only those
are drawn that do not follow from others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "citefirst"
Graph = Mapping[str, frozenset[str]]
"""The rooms that a room imports."""

WIDTH, HEIGHT, GAP, FLOOR, MARGIN = 118, 34, 14, 78, 20


@dataclass(frozen=True, slots=True)
class House:
    """`floors` are rooms by floor, the ground floor first; `modules` how many each has."""

    graph: Graph
    floors: tuple[tuple[str, ...], ...]
    modules: Mapping[str, int]

    @property
    def arrows(self) -> int:
        return sum(map(len, self.graph.values()))

    def sentence(self) -> str:
        """The house in figures."""
        return f"{len(self.graph)} rooms on {len(self.floors)} floors, {self.arrows} arrows"


def read(package: Path = PACKAGE) -> House:
    """The house as it is. Raises graphlib.CycleError where rooms import each other in a circle."""
    paths = {_name(path, package): path for path in sorted(package.rglob("*.py"))}
    rooms = {name: _room(name, package) for name in paths}
    graph: dict[str, set[str]] = {room: set() for room in rooms.values()}
    for name, path in paths.items():
        for imported in _imports(ast.parse(path.read_text("utf-8")), set(paths)):
            if rooms[imported] != rooms[name]:
                graph[rooms[name]].add(rooms[imported])
    counts = {room: sum(each == room for each in rooms.values()) for room in graph}
    fixed = {room: frozenset(others) for room, others in graph.items()}
    return House(fixed, _floors(fixed), counts)


def _name(path: Path, package: Path) -> str:
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


def _room(name: str, package: Path) -> str:
    if package.joinpath(*name.split(".")).is_dir():
        return name
    return name.rpartition(".")[0] or name


def _imports(tree: ast.AST, known: set[str]) -> Iterator[str]:
    """Modules of citefirst that are imported anywhere, those for types only left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "citefirst":
            base = (node.module or "").removeprefix("citefirst").lstrip(".")
            names = (f"{base}.{alias.name}".lstrip(".") for alias in node.names)
            yield from (name if name in known else base or "__init__" for name in names)
        else:
            yield from _imports(node, known)


def _floors(graph: Graph) -> tuple[tuple[str, ...], ...]:
    level: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        level[room] = max((level[other] + 1 for other in graph[room]), default=0)
    return tuple(
        tuple(sorted(room for room in graph if level[room] == floor)) for floor in range(max(level.values()) + 1)
    )


def _drawn(graph: Graph) -> Iterator[tuple[str, str]]:
    """Arrows that do not follow from others."""
    below: dict[str, set[str]] = {}
    for room in TopologicalSorter(graph).static_order():
        below[room] = set(graph[room]).union(*(below[other] for other in graph[room]))
    for room, others in sorted(graph.items()):
        for other in sorted(others):
            if not any(other in below[between] for between in others if between != other):
                yield room, other


def draw(house: House) -> str:
    """The picture as SVG, in colours that are readable on light and on dark."""
    widest = max(map(len, house.floors))
    width = 2 * MARGIN + widest * (WIDTH + GAP) - GAP
    height = 2 * MARGIN + len(house.floors) * FLOOR - (FLOOR - HEIGHT)
    places = {}
    for floor, rooms in enumerate(house.floors):
        left = (width - len(rooms) * (WIDTH + GAP) + GAP) / 2
        for index, room in enumerate(rooms):
            places[room] = left + index * (WIDTH + GAP), height - MARGIN - HEIGHT - floor * FLOOR
    lines = [_line(places[above], places[below]) for above, below in _drawn(house.graph)]
    boxes = [_box(room, house.modules[room], *place) for room, place in places.items()]
    body = "\n".join([*lines, *boxes])
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    font = 'font-family="system-ui, sans-serif" font-size="12"'
    return f"{head} {font}>\n<title>{escape(house.sentence())}</title>\n{body}\n</svg>\n"


def _line(above: tuple[float, float], below: tuple[float, float]) -> str:
    x1, y1 = above[0] + WIDTH / 2, above[1] + HEIGHT
    x2, y2 = below[0] + WIDTH / 2, below[1]
    middle = (y1 + y2) / 2
    path = f"M{x1:g} {y1:g}C{x1:g} {middle:g} {x2:g} {middle:g} {x2:g} {y2:g}"
    return f'<path d="{path}" fill="none" stroke="#7a8699" stroke-width="1"/>'


def _box(room: str, modules: int, x: float, y: float) -> str:
    label = escape(room) if modules == 1 else f"{escape(room)} · {modules}"
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#e8eef8" stroke="#3b5b92"/>'
        f'<text x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 4:g}" text-anchor="middle" fill="#14233f">{label}</text>'
    )


if __name__ == "__main__":
    found = read()
    print(found.sentence())
    for number, row in reversed(list(enumerate(found.floors, 1))):
        print(f"{number:2} {'  '.join(row)}")
