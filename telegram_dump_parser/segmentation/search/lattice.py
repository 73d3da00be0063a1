"""The cheapest path through the machine's table over a window, and how much more the next best would cost.

A node is (position, state): the lines before the position are read, and the post in hand is in that state. A move leads
over one line (`state_machine.TABLE`), over both copies of a text (`echo`), or ends a post (`state_machine.ENDS`). Clean
echoes that nothing else explains are forced: their nodes are where every path meets, so the search is wide only between
them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from ...lines.kinds import LineKind
from ...vocabulary import Dialect
from ..line_features import Features
from ..state_machine import BODY_STARTS, CUT_ENDS, ENDS, State
from ..window import Window
from .costs import Pricer
from .echo import Echo
from .echo_finder import MOST_STRIDES, EchoFinder
from .line_fit import Look
from .path import CERTAIN, Segment, Step
from .sure_posts import is_sure, sure_posts

Origin = tuple[int, State, Echo | None]  # of a node: position and state before; stride that led here
End = tuple[State, float]  # a post ends in this state, at a price
LatticeMove = tuple[State, State, float]  # from a state over one line to another, at a price
Landing = tuple[int, State, float]  # where a text with its second copy ends, to which state, at a price
Leap = tuple[list[State], float, list[Landing]]  # from some states over texts with both copies; the least cost of them
Ways = tuple[list[End], list[LatticeMove], list[Leap]]  # how the search went on from a position

REBATE: Final = 4.0  # nats: more than what a post saves by lines whose fit counts for it
NEVER: Final = 9.0  # nats: a line that fits a part so badly is not read as it

# Names of their own: a member is not looked up in its class at every position.
_START: Final = State.START
_LINE: Final = State.LINE
_ECHOED: Final = State.ECHOED
_CUT: Final = State.ECHO_WITH_EMOJI
_DESCRIPTION: Final = State.DESCRIPTION
_OPEN_LABEL: Final = LineKind.OPEN_LABEL
_TITLED: Final = (State.SITE, State.TITLE)
_LEAPT: Final = BODY_STARTS.union(_TITLED)
_ONLY_START: Final = [State.START]
_NOT: Final = float("inf")


class _Run:
    """One search.

    Attributes:
        end: where it ends.
        costs: of the nodes reached, by position: the least so far.
        origins: of the same nodes, where they were reached from.
        ways: by position the ways on from there.
        landings: where leaps over the lines in hand lead, and the least cost there.
    """

    __slots__ = ("costs", "end", "landings", "origins", "ways")

    def __init__(self, first: int, end: int) -> None:
        self.end = end
        self.costs: dict[int, dict[State, float]] = {first: {_START: 0.0}}
        self.origins: dict[int, dict[State, Origin]] = {first: {}}
        self.ways: dict[int, Ways] = {}
        self.landings: dict[int, float] = {}


class Lattice:
    """Positions × states over a window. Echoes are sought once and kept between passes."""

    def __init__(self, window: Window, most: int = MOST_STRIDES) -> None:
        """`most`: as for `EchoFinder`."""
        self.window = window
        self._echoes = EchoFinder(window, most)

    def solve(self, first: int, end: int, pricers: list[Pricer], which: list[int], beam: float) -> list[Segment]:
        """The posts of the cheapest path over lines [first, end), in order: one begins at `first`, one ends at `end`.

        pricers: prices under the statistics of each part of the window; which: the pricer of each position; beam: nats;
        readings that cost this much more than the best at a position, or (and REBATE) after it, are not followed.
        """
        readings: list[Segment] = []
        while first < end:
            first = sure_posts(self._echoes, first, end, pricers, which, beam, readings)
            first = self._search(first, end, pricers, which, beam, readings)
        readings[0].margin = CERTAIN
        return readings

    def _search(
        self, first: int, end: int, pricers: list[Pricer], which: list[int], beam: float, readings: list[Segment]
    ) -> int:
        """Add the posts from `first` on up to the next sure cut; where that is."""
        last = self.window.size - 1
        run = _Run(first, end)
        costs, landings = run.costs, run.landings
        for i in range(first, end + 1):
            here = costs.get(i)
            if here is None:
                continue
            pricer = pricers[which[i] if i <= last else which[last]]
            run.ways[i] = ([], [], [])
            self._end_posts(run, i, pricer)
            if i == end:
                break
            cut_off = min(here.values()) + beam
            if landings:
                landings.pop(i, None)
                if pricer.boundary_costs is None:
                    # What costs more here than after these lines does not become cheaper by reading them.
                    cut_off = min(cut_off, min(landings.values(), default=_NOT) + beam + REBATE)
            states = [state for state, cost in here.items() if cost <= cut_off]
            if not states:
                continue
            if pricer.boundary_costs is None:
                begun = [state for state in states if state in _LEAPT]
                if begun:
                    strides = self._echoes.at(i)
                    if i > first and not landings and begun == _ONLY_START and is_sure(strides, end):
                        run.end = i  # all paths meet here, between two posts
                        break
                    if strides and self._leap(run, i, begun, strides, pricer):
                        continue
            then = pricers[which[i + 1]].dialect if i < last else pricer.dialect
            if not self._move(run, i, states, pricer, then) and not run.ways[i][2]:
                # Nothing likely is legal here: START is, whatever the line.
                self._move(run, i, [_START], pricer, then)
        found = self._path(run, first)
        self._margins(run, found, first)
        readings += found
        return run.end

    def _end_posts(self, run: _Run, i: int, pricer: Pricer) -> None:
        """Where a post may end, the next may start."""
        here, ends = run.costs[i], run.ways[i][0]
        least = here.get(_START, _NOT)
        best: State | None = None
        last = i == run.end
        prices = pricer.moves
        boundary = 0.0 if pricer.boundary_costs is None or last else pricer.boundary_costs[i]
        for state, cost in here.items():
            name = ENDS.get(state)
            if name is not None:
                price = prices[name] + boundary
                if state is _LINE and run.origins[i][state][1] is _START and pricer.boundary_costs is None:
                    price += pricer.fit.alone(i - 1)
            elif last and state in CUT_ENDS:
                price = prices["cut-short"]
            else:
                continue
            ends.append((state, price))
            if cost + price < least:
                least = cost + price
                best = state
        if best is not None:
            here[_START] = least
            run.origins[i][_START] = (i, best, None)

    def _move(self, run: _Run, i: int, states: list[State], pricer: Pricer, then: Dialect) -> bool:
        """Move on from some states over one line; False if there is no way."""
        window = self.window
        here, moves = run.costs[i], run.ways[i][1]
        plan, fit, prices = pricer.plan(i, then), pricer.fit, pricer.moves
        looked: dict[Look, float] = {}
        f: Features | None = None  # many lines need no look
        there = run.costs.get(i + 1) or {}
        origins = run.origins.get(i + 1) or {}
        for state in states:
            cost = here[state]
            for target, name, look in plan[state]:
                price = prices[name]
                if look is not None:
                    extra = looked.get(look)
                    if extra is None:
                        f = f or window.features(i)
                        extra = looked[look] = look(fit, i, f)
                    if extra >= NEVER:
                        continue
                    price += extra
                moves.append((state, target, price))
                price += cost
                old = there.get(target)
                if old is None or price < old:
                    there[target] = price
                    origins[target] = (i, state, None)
        if there:
            run.costs[i + 1] = there
            run.origins[i + 1] = origins
        return bool(there)

    def _leap(self, run: _Run, i: int, states: list[State], strides: list[Echo], pricer: Pricer) -> bool:
        """Read texts with their second copies; whether one of them is the only way on."""
        leaps, here = run.ways[i][2], run.costs[i]
        # From all states of a kind a leap has one price: the cheapest of them leads furthest.
        forced = False
        bodies = [state for state in states if state in BODY_STARTS]
        if bodies:
            best = min(bodies, key=here.__getitem__)
            spent = here[best]
            # What all paths pay need not be looked at.
            head = 0.0 if strides[0].forced else pricer.fit.head(i, self.window.features(i))
            landings: list[Landing] = []
            for echo in strides:
                if echo.end <= run.end:
                    target = _target(self.window, echo)
                    price = echo.cost + head
                    if target is _CUT:
                        price += pricer.moves["unnoticed"]
                    landings.append((echo.end, target, price))
                    _land(run, i, best, echo, target, spent + price)
                    forced = forced or echo.forced
            if landings:
                leaps.append((bodies, spent, landings))
        titles: list[State] = [state for state in states if state in _TITLED]
        if titles:
            best = min(titles, key=here.__getitem__)
            spent = here[best]
            price = pricer.moves["echoed-description"] + pricer.fit.echoed_description(i)
            whole = [echo for echo in strides if echo.clean and not echo.whole and echo.end <= run.end]
            for echo in whole:
                _land(run, i, best, echo, _DESCRIPTION, spent + price)
            if whole:
                leaps.append((titles, spent, [(echo.end, _DESCRIPTION, price) for echo in whole]))
        return forced

    def _path(self, run: _Run, first: int) -> list[Segment]:
        readings: list[Segment] = []
        steps: list[Step] = []
        position, state = run.end, _START
        while position > first:
            before, state_before, echo = run.origins[position][state]
            if before == position:  # a post ends here
                if steps:
                    readings.append(_reading(steps))
                    steps = []
            else:
                steps.append(Step(before, position, state, echo))
            position, state = before, state_before
        readings.append(_reading(steps))
        readings.reverse()
        return readings

    def _margins(self, run: _Run, readings: list[Segment], first: int) -> None:
        """For each boundary, how much more the cheapest path costs that has none there."""
        end, costs, groups = run.end, run.costs, run.ways
        best = costs[end][_START]
        without = {reading.first: _NOT for reading in readings}
        ordered = sorted(without)
        ahead: dict[int, dict[State, float]] = {end: {_START: 0.0}}  # cost from a node to the end
        for i in reversed(groups):
            ends, moves, leaps = groups[i]
            here = ahead.setdefault(i, {})
            rests = ahead.get(i + 1)
            if rests is not None:
                for state, target, price in moves:
                    rest = rests.get(target)
                    if rest is not None:
                        old = here.get(state)
                        if old is None or price + rest < old:
                            here[state] = price + rest
            for states, spent, landings in leaps:
                least = _NOT
                for to, target, price in landings:
                    rest = ahead[to].get(target)
                    if rest is None:
                        continue
                    total = price + rest
                    if total < least:
                        least = total
                    if to > i + 1:  # this path passes over the boundaries inside the move
                        through = spent + total
                        for k in range(bisect_right(ordered, i), bisect_left(ordered, to)):
                            without[ordered[k]] = min(without[ordered[k]], through)
                if least < _NOT:
                    for state in states:
                        old = here.get(state)
                        if old is None or least < old:
                            here[state] = least
            if i in without:  # a path that goes on from any state but START has no post begin here
                reached = costs[i]
                through = min(
                    [reached[state] + rest for state, rest in here.items() if state is not _START], default=_NOT
                )
                without[i] = min(without[i], through)
            start = here.get(_START)
            if start is not None:
                for state, price in ends:
                    old = here.get(state)
                    if old is None or price + start < old:
                        here[state] = price + start
        for reading in readings:
            reading.margin = CERTAIN if reading.first == first else min(CERTAIN, without[reading.first] - best)


def _land(run: _Run, i: int, state: State, echo: Echo, target: State, cost: float) -> None:
    """Reach the end of an echo from a state at position `i`."""
    there = run.costs.setdefault(echo.end, {})
    if cost < run.landings.get(echo.end, _NOT):
        run.landings[echo.end] = cost
    old = there.get(target)
    if old is None or cost < old:
        there[target] = cost
        run.origins.setdefault(echo.end, {})[target] = (i, state, echo)


def _target(window: Window, echo: Echo) -> State:
    if not echo.clean:
        if echo.custom:
            return _CUT
        return (
            State.ECHO_REORDERED if echo.inserted else State.ECHO_MAY_HAVE_EMOJI
        )  # where one piece was pulled out, more may be
    # A custom emoji shows only by the notice that follows: without one there is no need to look.
    noticed = echo.end < window.size and window.kinds[echo.end] is _OPEN_LABEL
    return State.ECHO_MAY_HAVE_EMOJI if noticed and window.emoji_later(echo.first) else _ECHOED


def _reading(steps: list[Step]) -> Segment:
    steps = steps[::-1]
    return Segment(steps[0].first, steps[-1].end, steps)
