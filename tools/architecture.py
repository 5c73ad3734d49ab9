"""Draw the rooms of `src/citefirst` and who imports whom, from the imports themselves: docs/architecture.svg.

A room is a package or a loose module. Rooms stand on floors: each just above the highest room that it imports. Of the
arrows only those are drawn that do not follow from others. `python tools/architecture.py` prints rooms and arrows.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "citefirst"
Graph = Mapping[str, frozenset[str]]
"""The rooms that a room imports."""

UNSEEN = ("__init__", "__main__", "errors", "regex", "structs")
"""Rooms without a box: the version, the start of `python -m citefirst`, what nearly every room raises and makes values
with."""

Stop = tuple[str, int]
"""Where an arrow passes a floor: the room that it leads to, and how many floors above that it is; 0 is the room."""
Step = tuple[Stop, Stop]
Place = tuple[float, float]

ROOM, HEIGHT, GAP, LANE, FLOOR, MARGIN = 116, 34, 18, 14, 76, 16
STYLE = (
    "rect{fill:#e8eef8;stroke:#3b5b92}rect.edge{fill:#fdf0dc;stroke:#a8741a}text{fill:#14233f}path{stroke:#6b7a90}"
    "@media(prefers-color-scheme:dark){rect{fill:#1d2a40;stroke:#7fa3dd}rect.edge{fill:#3a2c14;stroke:#d9a44a}"
    "text{fill:#e6edf7}path{stroke:#8b9ab0}}"
)


@dataclass(frozen=True, slots=True)
class House:
    """`floors` are rooms by floor, the ground floor first; `edges` are the rooms that touch the world themselves."""

    graph: Graph
    floors: tuple[tuple[str, ...], ...]
    edges: frozenset[str]

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
    fixed = {room: frozenset(others) for room, others in graph.items()}
    return House(fixed, _floors(fixed), _edges())


def _edges() -> frozenset[str]:
    """The rooms that touch the world, as the table of tests/test_imports.py has them."""
    table = next((ROOT / "tests").rglob("test_imports.py"))
    for node in ast.parse(table.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EDGES":
            return frozenset(ast.literal_eval(node.value))
    raise LookupError(f"{table} has no EDGES")


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
    """The picture as SVG. It follows the reader's choice of light or dark."""
    rows, steps = _strung(house)
    rows = _ordered(rows, steps)
    places = _placed(rows, steps)
    width = max(x for x, _ in places.values()) + ROOM / 2 + MARGIN
    height = 2 * MARGIN + len(rows) * FLOOR - (FLOOR - HEIGHT)
    lines = [_line(places[above], places[below], above[1] == 0, below[1] == 0) for above, below in sorted(steps)]
    boxes = [_box(stop[0], house, *places[stop]) for stop in sorted(places) if stop[1] == 0]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" role="img"'
    font = 'font-family="system-ui, sans-serif" font-size="13"'
    body = "\n".join([f"<style>{STYLE}</style>", *lines, *boxes])
    return f"{head} {font}>\n<title>{escape(house.sentence())}</title>\n{body}\n</svg>\n"


def _strung(house: House) -> tuple[list[list[Stop]], set[Step]]:
    """Floors with their rooms and the stops of arrows that pass them, and the steps from floor to floor.

    Arrows to one room share their stops.
    """
    floors = [[room for room in row if room not in UNSEEN] for row in house.floors]
    level = {room: floor for floor, row in enumerate(floors) for room in row}
    rows: list[dict[Stop, None]] = [{(room, 0): None for room in row} for row in floors]
    steps: set[Step] = set()
    for above, below in _drawn(house.graph):
        if above in level and below in level:
            chain = [(below, height) for height in range(level[above] - level[below])]
            for stop in chain:
                rows[level[below] + stop[1]].setdefault(stop)
            steps.update(zip([*chain[1:], (above, 0)], chain, strict=True))
    return [list(row) for row in rows], steps


def _ordered(rows: list[list[Stop]], steps: set[Step]) -> list[list[Stop]]:
    """Each floor in the order in which the fewest lines cross, as far as turns of sorting by neighbours find it."""
    joined = _joined(steps)
    best, fewest = rows, _crossings(rows, steps)
    for turn in range(60):
        rows = [list(row) for row in rows]
        for floor in range(len(rows)) if turn % 2 else reversed(range(len(rows))):
            near = floor - 1 if turn % 2 else floor + 1
            if not 0 <= near < len(rows):
                continue
            at = {stop: index / len(rows[near]) for index, stop in enumerate(rows[near])}
            own = {stop: index / len(rows[floor]) for index, stop in enumerate(rows[floor])}
            beside = {stop: [at[other] for other in joined[stop] if other in at] or [own[stop]] for stop in own}
            rows[floor].sort(key=lambda stop: sum(beside[stop]) / len(beside[stop]))
        rows = _swapped(rows, steps)
        if (found := _crossings(rows, steps)) < fewest:
            best, fewest = rows, found
    return best


def _swapped(rows: list[list[Stop]], steps: set[Step]) -> list[list[Stop]]:
    """Neighbours change places as long as fewer lines cross by it."""
    fewest = _crossings(rows, steps)
    for row in rows:
        for index in range(len(row) - 1):
            row[index : index + 2] = reversed(row[index : index + 2])
            if (found := _crossings(rows, steps)) < fewest:
                fewest = found
            else:
                row[index : index + 2] = reversed(row[index : index + 2])
    return rows


def _joined(steps: set[Step]) -> Mapping[Stop, list[Stop]]:
    found: defaultdict[Stop, list[Stop]] = defaultdict(list)
    for above, below in sorted(steps):
        found[above].append(below)
        found[below].append(above)
    return found


def _crossings(rows: Sequence[Sequence[Stop]], steps: set[Step]) -> int:
    at = {stop: (floor, index) for floor, row in enumerate(rows) for index, stop in enumerate(row)}
    by_floor: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for above, below in steps:
        by_floor[at[below][0]].append((at[above][1], at[below][1]))
    return sum(
        (first[0] - second[0]) * (first[1] - second[1]) < 0
        for lines in by_floor.values()
        for number, first in enumerate(lines)
        for second in lines[number + 1 :]
    )


def _placed(rows: Sequence[Sequence[Stop]], steps: set[Step]) -> dict[Stop, Place]:
    """Each stop as near to the middle of its neighbours as the others of its floor leave it."""
    joined = _joined(steps)
    at: dict[Stop, float] = {stop: index * (ROOM + GAP) for row in rows for index, stop in enumerate(row)}
    for _ in range(80):
        for row in rows:
            wanted = [sum(at[other] for other in joined[stop]) / max(len(joined[stop]), 1) for stop in row]
            right, left = list(wanted), list(wanted)
            for index in range(1, len(row)):
                right[index] = max(right[index], right[index - 1] + _apart(row[index - 1], row[index]))
            for index in reversed(range(len(row) - 1)):
                left[index] = min(left[index], left[index + 1] - _apart(row[index], row[index + 1]))
            at.update({stop: (right[index] + left[index]) / 2 for index, stop in enumerate(row)})
    start = min(at.values()) - ROOM / 2 - MARGIN
    top = MARGIN + HEIGHT / 2
    return {
        stop: (round(at[stop] - start), top + (len(rows) - 1 - floor) * FLOOR)
        for floor, row in enumerate(rows)
        for stop in row
    }


def _apart(left: Stop, right: Stop) -> float:
    """How far the middles of two neighbours are from each other at least."""
    return sum(LANE / 2 if stop[1] else ROOM / 2 for stop in (left, right)) + GAP


def _line(above: Place, below: Place, leaves: bool, arrives: bool) -> str:
    """A line from floor to floor, straight beside boxes, bent between them."""
    (x1, y1), (x2, y2) = above, below
    start, end = y1 + HEIGHT / 2, y2 - HEIGHT / 2
    middle = (start + end) / 2
    first = f"M{x1:g} {start if leaves else y1:g}V{start:g}"
    last = "" if arrives else f"V{y2:g}"
    return f'<path d="{first}C{x1:g} {middle:g} {x2:g} {middle:g} {x2:g} {end:g}{last}" fill="none"/>'


def _box(room: str, house: House, x: float, y: float) -> str:
    kind = ' class="edge"' if room in house.edges else ""
    left, top = x - ROOM / 2, y - HEIGHT / 2
    return (
        f'<rect{kind} x="{left:g}" y="{top:g}" width="{ROOM}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{x:g}" y="{y + 5:g}" text-anchor="middle">{escape(room)}</text>'
    )


if __name__ == "__main__":
    found = read()
    print(found.sentence())
    for number, row in reversed(list(enumerate(found.floors, 1))):
        print(f"{number:2} {'  '.join(row)}")
    for name, others in sorted(found.graph.items()):
        print(f"{name} -> {' '.join(sorted(others)) or '(nothing)'}")
