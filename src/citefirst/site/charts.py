"""Charts as SVG without scripts, made when the report is: marks by Altair, the drawing by vl-convert.

What they draw stands beside them as a table. Their colours are names that the style of the page gives a value, for
light and for dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from citefirst.report.escape import html, visible
from citefirst.site.entry import Count
from citefirst.site.overview import AGES, Quarter

WIDTH = 420
MOST = 12
"""Bars that a chart has room for."""
_INK, _RULE = "#010101", "#020202"
COLOURS = {
    "good": "#030303",
    "bad": "#040404",
    "open": "#050505",
    "by": "#060606",
    "link": "#070707",
    "calm": "#080808",
}
SHADES = ("#090909", "#0a0a0a", "#0b0b0b", "#0c0c0c", "#080808")
"""Of ages, the young first."""
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = re.compile(r"role|aria-.*|id|style|cursor|pointer-events|class|clip-path|display")
"""Attributes that say nothing to an eye, or that name what is elsewhere."""
_SHAPES = frozenset(("g", "path", "rect", "line", "text", "tspan", "circle"))
_LONGEST = 28
Rows = Sequence[Mapping[str, Any]]


def bars(rows: Rows, name: str, colour: str, title: str, told: str) -> Markup:
    """Return horizontal bars of `value` by `label`, each with its figure (`text`) behind it."""
    import altair as alt

    order = [row["label"] for row in rows]
    base = alt.Chart(_data([dict(row) for row in rows])).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=190, ticks=False, domain=False)),
        x=alt.X("value:Q", title=name, axis=alt.Axis(tickCount=4, grid=True, domain=False, ticks=False)),
    )
    drawn = base.mark_bar(color=COLOURS[colour], height={"band": 0.62})
    figures = base.mark_text(align="left", dx=5, color=_INK).encode(text="text:N")
    return _drawn(alt.layer(drawn, figures), title, told, height=30 * len(rows))


def ages(found: Mapping[str, Mapping[str, int]], title: str, told: str) -> Markup:
    """Return the number of UNKNOWNs by who finds out, parted by age."""
    import altair as alt

    rows = [
        {"who": _short(who), "age": name, "number": ages[name], "order": AGES.index(name)}
        for who, ages in found.items()
        for name in AGES
        if ages.get(name)
    ]
    used = [name for name in AGES if any(row["age"] == name for row in rows)]
    scale = alt.Scale(domain=used, range=[SHADES[AGES.index(name)] for name in used])
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(height={"band": 0.62}, stroke=_RULE, strokeWidth=1)
        .encode(
            y=alt.Y("who:N", sort=[_short(who) for who in found], title=None, axis=alt.Axis(ticks=False, domain=False)),
            x=alt.X("number:Q", title="UNKNOWNs", axis=alt.Axis(tickMinStep=1, domain=False, ticks=False)),
            color=alt.Color("age:N", scale=scale, sort=used, legend=alt.Legend(orient="top", title=None, columns=3)),
            order=alt.Order("order:Q"),
        )
    )
    return _drawn(chart, title, told, height=30 * len(found))


def times(rows: Sequence[tuple[str, Count]], title: str, told: str) -> Markup:
    """Return the share of statements without a source on some days."""
    import altair as alt

    values = [{"day": day, "share": round(100 * (count.share or 0), 2)} for day, count in rows]
    base = alt.Chart(_data(values)).encode(
        x=alt.X(
            "day:O",
            title=None,
            axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False, labelExpr="substring(datum.label, 0, 7)"),
        ),
        y=alt.Y(
            "share:Q",
            title="% without a source",
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(domain=False, ticks=False, tickCount=5),
        ),
    )
    return _drawn(
        alt.layer(
            base.mark_line(color=COLOURS["bad"], strokeWidth=2.5),
            base.mark_point(color=COLOURS["bad"], filled=True, size=45),
        ),
        title,
        told,
        height=200,
    )


def quarters(found: Sequence[Quarter], title: str, told: str) -> Markup:
    """Return approvals by quarter, those whose record is backed below."""
    import altair as alt

    names = ("every fact backed", "not every fact")
    rows = [
        {"quarter": each.name, "kind": kind, "number": number, "order": order}
        for each in found
        for order, (kind, number) in enumerate(zip(names, (each.backed, each.others), strict=True))
    ]
    scale = alt.Scale(domain=list(names), range=[COLOURS["good"], COLOURS["calm"]])
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(width={"band": 0.62})
        .encode(
            x=alt.X("quarter:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)),
            y=alt.Y("number:Q", title="approvals", axis=alt.Axis(tickMinStep=1, domain=False, ticks=False)),
            color=alt.Color("kind:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
            order=alt.Order("order:Q"),
        )
    )
    return _drawn(chart, title, told, height=200)


def _data(rows: Rows) -> Any:
    import altair

    return altair.InlineData([dict(row) for row in rows])


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def label(text: str) -> str:
    """Return a name as a chart has room for it."""
    return _short(text)


def _drawn(chart: Any, title: str, told: str, height: int) -> Markup:
    """Draw a chart, and return it with a name and a description."""
    import vl_convert

    spec = chart.properties(width=WIDTH, height=height, background="transparent").configure(**_config()).to_dict()
    return accessible(vl_convert.vegalite_to_svg(spec), title, told)


def _config() -> Mapping[str, Any]:
    text = {
        "labelColor": _INK,
        "titleColor": _INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    }
    return {
        "font": "sans-serif",
        "view": {"stroke": None},
        "text": {"fontSize": 13},
        "axis": {**text, "gridColor": _RULE, "domainColor": _RULE, "tickColor": _RULE, "labelLimit": 190},
        "padding": {"left": 16, "right": 24, "top": 5, "bottom": 5},
        "legend": {**text, "labelLimit": 200, "columnPadding": 28},
    }


def accessible(svg: str, title: str, told: str) -> Markup:
    """Return an SVG that tells what it shows and holds nothing but shapes, texts and their colours.

    Colours that have a name become classes, so that the page can give them another value where it is dark.
    """
    root = ElementTree.fromstring(svg)
    for element in list(root.iter()):
        for child in list(element):
            if child.get("display") == "none" or child.tag.removeprefix(f"{{{_SVG}}}") not in _SHAPES:
                element.remove(child)
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        for name in [name for name in element.attrib if _DROPPED.fullmatch(name) or name.startswith("{")]:
            del element.attrib[name]
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    size = root.attrib["viewBox"].split()[2]
    inside = "".join(ElementTree.tostring(child, "unicode") for child in root)
    head = f"<title>{html(title)}</title><desc>{html(told)}</desc>"
    named = f'role="img" aria-label="{html(f"{title}. {told}")}" class="chart" data-width="{html(size)}"'
    return Markup(f'<svg xmlns="{_SVG}" {named} viewBox="{html(root.attrib["viewBox"])}">{head}{inside}</svg>')
