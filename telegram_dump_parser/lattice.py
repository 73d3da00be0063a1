"""The cheapest path through the machine's table over a window, and how much dearer the next best would be."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from .echo import TEXT_LIMIT, Echo, candidates, is_forced, squares, wholes
from .machine import BODY_STARTS, CUT_ENDS, ENDS, TABLE, State
from .prices import Pricer
from .window import Window

BEAM: Final = 18.0  # nats: readings this much dearer than the best at a position are not followed
CERTAIN: Final = 15.0  # margin reported where nothing else explains the lines


@dataclass(slots=True)
class Step:
    """One step of the path: lines [first, end) lead into `state`; echo if it is a stride over both copies."""

    first: int
    end: int
    state: State
    echo: Echo | None


@dataclass(slots=True)
class Reading:
    """A post (or header gap) of the path: its steps, and the margin in nats of its boundary."""

    first: int
    end: int
    steps: list[Step]
    margin: float = CERTAIN


_START: Final = State.START
Node = tuple[float, int, State, Echo | None]  # cost, position before, state before, stride


class Lattice:
    """Positions × states over a window. Built once per pass; echoes are found once and kept between passes."""

    def __init__(self, window: Window) -> None:
        self.window = window
        n = window.size
        total = 0
        self.offsets = [0] * (n + 1)
        for i in range(n):
            total += len(window.texts[i]) + 1
            self.offsets[i + 1] = total
        self.next_barrier = [n] * (n + 1)
        barrier = n
        for i in range(n - 1, -1, -1):
            if window.barriers[i]:
                barrier = i
            self.next_barrier[i] = barrier
        self._strides: dict[int, list[Echo]] = {}

    def strides(self, first: int) -> list[Echo]:
        """Echoes of a text that begins at `first`."""
        found = self._strides.get(first)
        if found is None:
            found = self._strides[first] = self._find(first)
        return found

    def _find(self, first: int) -> list[Echo]:
        window = self.window
        if window.barriers[first]:
            return []
        limit = min(self.next_barrier[first], bisect_right(self.offsets, self.offsets[first] + 2 * TEXT_LIMIT + 2000) - 1)
        clean = squares(window, first, limit)
        for echo in clean:
            if is_forced(window, echo):
                echo.forced = True
                self._mark(echo)
                return [echo]
        found = {(e.middle, e.end): e for e in clean}
        others = wholes(window, first, limit)
        if not any(e.middle - e.first > 2 for e in clean):
            others += candidates(window, first, limit)
        for echo in others:
            key = (echo.middle, echo.end)
            if key not in found or echo.cost < found[key].cost:
                found[key] = echo
        for echo in found.values():
            self._mark(echo)
            if echo.clean and echo.middle - echo.first == 2 and not echo.whole:
                # One shared line: by chance where it is short or recurs.
                body = window.ids[echo.first + 1]
                if window.count[body] > 2:
                    echo.cost = max(echo.cost, 0.5)
                if len(window.unique[body]) < 12:
                    echo.cost += 0.3
        return list(found.values())

    def _mark(self, echo: Echo) -> None:
        """Whether a custom emoji may stand in the text: one does if copy 2 shows where, may if line 1 has one later on."""
        if echo.clean:
            echo.custom = False

    def solve(self, pricers: list[Pricer], which: list[int] | None = None) -> list[Reading]:
        pricer = pricers[0]
        window = self.window
        n = window.size
        kinds = window.kinds
        nodes: list[dict[State, Node]] = [{} for _ in range(n + 1)]
        nodes[0][_START] = (0.0, -1, _START, None)
        # Moves kept for the way back: (from, state, to, state, cost).
        moves: list[tuple[int, State, int, State, float]] = []
        price = pricer.price
        end_price = pricer.constants
        for i in range(n + 1):
            here = nodes[i]
            if not here:
                continue
            best = min(node[0] for node in here.values())
            cut_off = best + BEAM
            if which is not None and i < n:
                pricer = pricers[which[i]]
                price = pricer.price
                end_price = pricer.constants
            start = here.get(_START)
            for state, node in list(here.items()):
                end_name = ENDS.get(state)
                if end_name is not None:
                    cost = node[0] + end_price[end_name]
                elif i == n and state in CUT_ENDS:
                    cost = node[0] + 1.0
                else:
                    continue
                moves.append((i, state, i, _START, cost - node[0]))
                if start is None or cost < start[0]:
                    start = (cost, i, state, None)
            if start is not None:
                here[_START] = start
            if i == n:
                break
            kind = kinds[i]
            bodies: float | None = None
            body_state = _START
            for state, node in here.items():
                cost = node[0]
                if cost > cut_off + 4.0:
                    continue
                if state in BODY_STARTS and (bodies is None or cost < bodies):
                    bodies, body_state = cost, state
            forced = False
            if bodies is not None:
                for echo in self.strides(i):
                    target = _target(window, echo)
                    cost = echo.cost + pricer.head(i) + (end_price["cut"] if target is State.CUT else 0.0)
                    for state, node in here.items():
                        if state not in BODY_STARTS or node[0] > cut_off + 4.0:
                            continue
                        moves.append((i, state, echo.end, target, cost))
                        total = node[0] + cost
                        there = nodes[echo.end]
                        old = there.get(target)
                        if old is None or total < old[0]:
                            there[target] = (total, i, state, echo)
                    if echo.forced:
                        forced = True
            title = here.get(State.TITLE) or here.get(State.SITE)
            if title is not None and title[0] <= cut_off:
                state = State.TITLE if State.TITLE in here else State.SITE
                for echo in self.strides(i):
                    if echo.clean and not echo.whole:
                        cost = 3.5
                        moves.append((i, state, echo.end, State.DESCRIPTION, cost))
                        total = title[0] + cost
                        there = nodes[echo.end]
                        old = there.get(State.DESCRIPTION)
                        if old is None or total < old[0]:
                            there[State.DESCRIPTION] = (total, i, state, echo)
            if forced:
                continue
            there = nodes[i + 1]
            for state, node in here.items():
                base = node[0]
                if base > cut_off + 4.0:
                    continue
                row = TABLE[state].get(kind)
                if row is None:
                    continue
                for target, name in row:
                    cost = price(name, i, state, 0)
                    total = base + cost
                    moves.append((i, state, i + 1, target, cost))
                    old = there.get(target)
                    if old is None or total < old[0]:
                        there[target] = (total, i, state, None)
            if not there and not any(nodes[j] for j in range(i + 1, n + 1)):
                # No legal reading (cannot happen from START, which reads any line): begin anew.
                nodes[i + 1][_START] = (best + 50.0, i, next(iter(here)), None)
        return self._path(nodes, moves)

    def _path(self, nodes: list[dict[State, Node]], moves: list[tuple[int, State, int, State, float]]) -> list[Reading]:
        n = self.window.size
        readings: list[Reading] = []
        steps: list[Step] = []
        position, state = n, _START
        while position > 0 or state is not _START:
            _, before, state_before, echo = nodes[position][state]
            if before == position:
                # A post ends here.
                if steps:
                    readings.append(_reading(steps))
                    steps = []
                state = state_before
                continue
            steps.append(Step(before, position, state, echo))
            position, state = before, state_before
        if steps:
            readings.append(_reading(steps))
        readings.reverse()
        self._margins(nodes, moves, readings)
        return readings

    def _margins(self, nodes: list[dict[State, Node]], moves: list[tuple[int, State, int, State, float]], readings: list[Reading]) -> None:
        """For each boundary, how much dearer the cheapest path is that has none there."""
        n = self.window.size
        infinity = float("inf")
        ahead: list[dict[State, float]] = [{} for _ in range(n + 1)]
        ahead[n][_START] = 0.0
        best = nodes[n][_START][0]
        starts = {reading.first: infinity for reading in readings}
        ordered = sorted(starts)
        # Moves stand in order of their origin; ends (same position) before the moves that go on from START.
        by_origin: dict[int, list[tuple[int, State, int, State, float]]] = {}
        for move in moves:
            by_origin.setdefault(move[0], []).append(move)
        for i in range(n, -1, -1):
            here = ahead[i]
            group = by_origin.get(i, ())
            for _, state, to, target, cost in group:
                if to == i:
                    continue
                rest = ahead[to].get(target)
                if rest is None:
                    continue
                total = cost + rest
                old = here.get(state)
                if old is None or total < old:
                    here[state] = total
                through = nodes[i][state][0] + total
                # This move passes over the boundaries strictly inside it, and over i unless it begins a post there.
                if state is not _START and i in starts and through < starts[i]:
                    starts[i] = through
                if to - i > 1:
                    k = bisect_right(ordered, i)
                    while k < len(ordered) and ordered[k] < to:
                        if through < starts[ordered[k]]:
                            starts[ordered[k]] = through
                        k += 1
            for _, state, to, target, cost in group:
                if to != i:
                    continue
                rest = here.get(_START)
                if rest is not None:
                    total = cost + rest
                    old = here.get(state)
                    if old is None or total < old:
                        here[state] = total
        for reading in readings:
            reading.margin = min(CERTAIN, starts[reading.first] - best) if reading.first else CERTAIN


def _target(window: Window, echo: Echo) -> State:
    if not echo.clean:
        return State.CUT if echo.custom else State.MARKED
    if window.features(echo.first).emoji_later:
        return State.MARKED
    return State.ECHOED


def _reading(steps: list[Step]) -> Reading:
    steps = steps[::-1]
    return Reading(steps[0].first, steps[-1].end, steps)
