"""Lines over rounds as an SVG file, drawn here: it needs no library to write or to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 860, 260
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 30, 40
COLOURS = ("#1b6ca8", "#d1495b", "#2e933c", "#edae49", "#6c4ab6", "#00798c", "#8d6b48", "#555555")
TICKS = 5
STEPS = (1, 2, 5)

Series = Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines by name, their points (round, megabytes)."""

    title: str
    series: Series


def draw(panels: Sequence[Panel]) -> str:
    """Return an SVG document with the panels below each other."""
    height = HEIGHT * len(panels)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
    )
    bodies = [_draw_panel(panel, HEIGHT * at) for at, panel in enumerate(panels)]
    return "\n".join([head, *bodies, "</svg>\n"])


def _draw_panel(panel: Panel, offset: int) -> str:
    points = [point for line in panel.series.values() for point in line]
    frame = _Frame(offset, max(x for x, _ in points), max(y for _, y in points) * 1.05 or 1.0)
    title = _text(LEFT, offset + TOP - 12, panel.title, "start", weight="bold")
    lines = [_draw_line(frame, at, *item) for at, item in enumerate(panel.series.items())]
    return "\n".join([title, *_draw_axes(frame), *lines])


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel's values lie on the page."""

    offset: int
    most_x: float
    most_y: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point."""
        across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        bottom = self.offset + TOP + down
        return LEFT + across * x / self.most_x, bottom - down * y / self.most_y


def _draw_axes(frame: _Frame) -> list[str]:
    parts = []
    for value in _list_ticks(frame.most_y):
        (x, y), (end, _) = frame.place(0, value), frame.place(frame.most_x, value)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{end:.1f}" stroke="#dddddd"/>')
        parts.append(_text(x - 6, y + 4, f"{value:g} MB", "end"))
    for value in _list_ticks(frame.most_x):
        x, y = frame.place(value, 0)
        parts.append(_text(x, y + 18, f"{value:g}", "middle"))
    return parts


def _draw_line(frame: _Frame, at: int, name: str, line: Sequence[tuple[float, float]]) -> str:
    colour = COLOURS[at % len(COLOURS)]
    points = " ".join("{:.1f},{:.1f}".format(*frame.place(*point)) for point in line)
    path = f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    y = frame.offset + TOP + 14 * at + 10
    label = _text(WIDTH - RIGHT + 12, y, name, "start", colour)
    return f"{path}\n{label}"


def _list_ticks(most: float) -> list[float]:
    """Return round values from 0 up to the greatest, not many."""
    step = next(
        factor * 10.0**power
        for power in range(-4, 12)
        for factor in STEPS
        if factor * 10.0**power * TICKS >= most
    )
    return [step * at for at in range(int(most / step) + 1)]


def _text(
    x: float, y: float, words: str, anchor: str, colour: str = "#333333", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )
