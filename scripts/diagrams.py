"""Draws graphs as SVG, in layers from top to bottom: for the pictures in docs/ that scripts/make_docs.py makes.

The same graph gives the same bytes. A picture has a page colour of its own, and follows the reader's system into the
dark; it needs no script, no font and no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import pairwise
from typing import NamedTuple

LETTER, LINE, PADDING = 7.2, 17, 9  # pixels
GAP, LAYER = 14, 46  # between nodes of a layer; between layers
SWEEPS = 40
STYLE = """
  .page { fill: #fff } .box { fill: #f3f5f8; stroke: #6b7480 } .name { fill: #16191d; font-weight: 600 }
  .more { fill: #4c545e } .arrow { fill: none; stroke: #6b7480; stroke-width: 1.3 } .tip, .hub { fill: #6b7480 }
  .ends .box { fill: #dbe9fb; stroke: #0b5cad } text { font: 12px system-ui, "Segoe UI", Roboto, sans-serif }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14171a } .box { fill: #23282e; stroke: #98a2ae } .name { fill: #f0f2f4 } .more { fill: #b6bec8 }
    .arrow { stroke: #98a2ae } .tip, .hub { fill: #98a2ae } .ends .box { fill: #14304d; stroke: #6cb2f7 }
  }
"""


class Node(NamedTuple):
    """A box of the picture.

    Attributes:
        name: the lines in it that are in bold.
        more: smaller lines below them.
        ends: whether a way may end there.
    """

    name: tuple[str, ...]
    more: tuple[str, ...] = ()
    ends: bool = False


def drawn(title: str, nodes: Mapping[str, Node], edges: Iterable[tuple[str, str]]) -> str:
    """The picture of a graph.

    Args:
        title: what it shows, for who cannot see it.
        nodes: by name, in the order in which they are to be read. A node without a name is a point where ways meet.
        edges: from which node to which.
    """
    place = {name: at for at, name in enumerate(nodes)}
    return _Picture(dict(nodes), sorted(set(edges), key=lambda edge: (place[edge[0]], place[edge[1]]))).svg(title)


def bundled(edges: Iterable[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """The same ways with fewer arrows: where several nodes lead to the same several others, they meet in a point.

    Returns:
        The names of the points, and the edges.
    """
    left, points, found = {}, [], []
    for source, target in edges:
        left.setdefault(source, set()).add(target)
    while True:
        best: tuple[int, list[str], set[str]] = (3, [], set())
        for base in list(left.values()):
            for other in list(left.values()):
                shared = base & other
                sources = [source for source, targets in left.items() if shared and shared <= targets]
                saved = len(sources) * len(shared) - len(sources) - len(shared)
                if saved > best[0]:
                    best = (saved, sources, shared)
        _, sources, shared = best
        if not sources:
            break
        point = f"point {len(points)}"
        points.append(point)
        for source in sources:
            left[source] = left[source] - shared | {point}
        left[point] = shared
    for source, targets in left.items():
        found += [(source, target) for target in sorted(targets)]
    return points, found


class _Picture:
    def __init__(self, nodes: dict[str, Node], edges: list[tuple[str, str]]) -> None:
        self.nodes = nodes
        self.loops = {source for source, target in edges if source == target}
        self.edges = [edge for edge in edges if edge[0] != edge[1]]
        self.size = {name: _size(node) for name, node in nodes.items()}
        self._rank()
        self._lay()
        self._order()
        self._place()

    def _rank(self) -> None:
        """The layer of each node: below all that lead to it, but for edges that close a circle."""
        after: dict[str, list[str]] = {name: [] for name in self.nodes}
        for source, target in self.edges:
            after[source].append(target)
        state: dict[str, int] = {}
        self.back: set[tuple[str, str]] = set()

        def visit(name: str) -> None:
            state[name] = 1
            for target in after[name]:
                if state.get(target) == 1:
                    self.back.add((name, target))
                elif target not in state:
                    visit(target)
            state[name] = 2

        for name in self.nodes:
            if name not in state:
                visit(name)
        self.down = [(t, s) if (s, t) in self.back else (s, t) for s, t in self.edges]
        self.layer = dict.fromkeys(self.nodes, 0)
        for _ in self.nodes:
            for source, target in self.down:
                self.layer[target] = max(self.layer[target], self.layer[source] + 1)
        entered = {target for _, target in self.down}
        for name in self.nodes:  # what nothing leads to is just above what it leads to
            below = [self.layer[target] for source, target in self.down if source == name]
            if name not in entered and below:
                self.layer[name] = min(below) - 1

    def _lay(self) -> None:
        """The nodes of each layer; where an edge passes through a layer it has a place of its own."""
        self.layers: list[list[str]] = [[] for _ in range(max(self.layer.values()) + 1)]
        for name in self.nodes:
            self.layers[self.layer[name]].append(name)
        self.paths: dict[tuple[str, str], list[str]] = {}
        for source, target in self.down:
            path = [source]
            for layer in range(self.layer[source] + 1, self.layer[target]):
                passing = f"{source}\n{target}\n{layer}"
                self.layers[layer].append(passing)
                self.size[passing] = (6, 0)
                path.append(passing)
            self.paths[source, target] = [*path, target]
        self.above: dict[str, list[str]] = {name: [] for name in self.size}
        self.below: dict[str, list[str]] = {name: [] for name in self.size}
        for path in self.paths.values():
            for upper, lower in pairwise(path):
                self.below[upper].append(lower)
                self.above[lower].append(upper)

    def _order(self) -> None:
        """The order within layers in which few edges cross."""
        best = (self._crossings(), [list(layer) for layer in self.layers])
        for sweep in range(SWEEPS):
            downwards = sweep % 2 == 0
            near = self.above if downwards else self.below
            for layer in self.layers if downwards else self.layers[::-1]:
                place = {name: at for layer in self.layers for at, name in enumerate(layer)}
                own = {name: at for at, name in enumerate(layer)}
                layer.sort(
                    key=lambda name: (
                        sum(place[other] for other in near[name]) / len(near[name]) if near[name] else own[name]
                    )
                )
            crossings = self._crossings()
            if crossings < best[0]:
                best = (crossings, [list(layer) for layer in self.layers])
        self.layers = best[1]

    def _crossings(self) -> int:
        count = 0
        for upper, lower in pairwise(self.layers):
            place = {name: at for at, name in enumerate(lower)}
            ends = [sorted(place[other] for other in self.below[name]) for name in upper]
            flat = [end for some in ends for end in some]
            count += sum(a > b for at, a in enumerate(flat) for b in flat[at + 1 :])
        return count

    def _place(self) -> None:
        """Where each node is: near those that it is joined to, and not over another."""
        self.x: dict[str, float] = {}
        for layer in self.layers:
            at = 0.0
            for name in layer:
                self.x[name] = at + self.size[name][0] / 2
                at += self.size[name][0] + GAP
        for sweep in range(SWEEPS * 2):
            for layer in self.layers if sweep % 2 else self.layers[::-1]:
                wish = []
                for name in layer:
                    near = [*self.above[name], *self.below[name]]
                    wish.append(sum(self.x[other] for other in near) / len(near) if near else self.x[name])
                self._settle(layer, wish)
        left = min(self.x[name] - self.size[name][0] / 2 for name in self.x)
        self.x = {name: x - left + 20 for name, x in self.x.items()}
        self.y: dict[str, float] = {}
        top = 20.0
        for layer in self.layers:
            height = max(self.size[name][1] for name in layer)
            for name in layer:
                self.y[name] = top + height / 2
            top += height + LAYER
        self.height = top - LAYER + 20
        self.width = max(self.x[name] + self.size[name][0] / 2 for name in self.x) + 20

    def _settle(self, layer: list[str], wish: list[float]) -> None:
        """Places in their order, as near to the wished ones as their widths allow."""
        apart = [(self.size[a][0] + self.size[b][0]) / 2 + GAP for a, b in pairwise(layer)]
        # Blocks of neighbours that touch; each is where its members wish on the average.
        blocks: list[list[float]] = []  # [sum of wishes less offsets, members, width so far]
        for at, place in enumerate(wish):
            blocks.append([place, 1, 0.0])
            while len(blocks) > 1:
                before, last = blocks[-2], blocks[-1]
                gap = apart[at - int(last[1])] if last[1] <= at else 0.0
                if last[0] / last[1] >= before[0] / before[1] + before[2] + gap:
                    break
                shift = before[2] + gap
                blocks[-2:] = [[before[0] + last[0] - last[1] * shift, before[1] + last[1], shift + last[2]]]
        at = 0
        for total, members, _ in blocks:
            place = total / members
            for _ in range(int(members)):
                self.x[layer[at]] = place
                place += apart[at] if at < len(apart) else 0
                at += 1

    def svg(self, title: str) -> str:
        """The picture."""
        size = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" width="{self.width:.0f}" height="{self.height:.0f}"'
        rows = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path class="tip" d="M0,0L8,4L0,8z"/></marker></defs>',
            f'<rect class="page" width="{self.width:.0f}" height="{self.height:.0f}" rx="8"/>',
        ]
        rows += [self._arrow(edge) for edge in self.edges]
        rows += [self._box(name) for name in self.nodes]
        return "\n".join([*rows, "</svg>", ""])

    def _arrow(self, edge: tuple[str, str]) -> str:
        turned = edge in self.back
        path = self.paths[edge[::-1] if turned else edge]
        points = [(self.x[name], self.y[name]) for name in path]
        first, last = path[0], path[-1]
        points[0] = (points[0][0], points[0][1] + self.size[first][1] / 2)
        points[-1] = (points[-1][0], points[-1][1] - self.size[last][1] / 2)
        if turned:
            points.reverse()
        way = f"M{points[0][0]:.0f},{points[0][1]:.0f}"
        for (x, y), (to_x, to_y) in pairwise(points):
            bend = (to_y - y) / 2
            way += f"C{x:.0f},{y + bend:.0f} {to_x:.0f},{to_y - bend:.0f} {to_x:.0f},{to_y:.0f}"
        tip = "" if not self.nodes[edge[1]].name else ' marker-end="url(#tip)"'
        return f'<path class="arrow" d="{way}"{tip}/>'

    def _box(self, name: str) -> str:
        node, (width, height), x, y = self.nodes[name], self.size[name], self.x[name], self.y[name]
        if not node.name:
            return f'<circle class="hub" cx="{x:.0f}" cy="{y:.0f}" r="4"/>'
        left, top = x - width / 2, y - height / 2
        rows = ['<g class="ends">' if node.ends else "<g>"]
        if name in self.loops:
            rows.append(
                f'<path class="arrow" d="M{left + width:.0f},{y - 5:.0f}c14,-9 14,19 1,10" marker-end="url(#tip)"/>'
            )
        rows.append(
            f'<rect class="box" x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5"/>'
        )
        lines = [("name", line) for line in node.name] + [("more", line) for line in node.more]
        for at, (kind, line) in enumerate(lines):
            baseline = top + PADDING + LINE * (at + 0.75) - 2
            rows.append(
                f'<text class="{kind}" x="{x:.0f}" y="{baseline:.0f}" text-anchor="middle">{escape(line)}</text>'
            )
        return "".join([*rows, "</g>"])


def _size(node: Node) -> tuple[float, float]:
    if not node.name:
        return 10, 10
    lines = [*node.name, *node.more]
    return max(map(len, lines)) * LETTER + 2 * PADDING, len(lines) * LINE + 2 * PADDING - 4
