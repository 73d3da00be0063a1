"""Posts that need no search: a text with its second copy, and reactions, if any, between two sure cuts.

A cut is sure where all paths meet between two posts: before a text whose second copy is forced. What a path costs up to
there changes nothing after it, so that the search may begin anew; and where nothing but such a text and its reactions
is between two cuts, their prices say at once that no other reading costs less.
"""

from __future__ import annotations

from typing import Final

from ...lines.kinds import LineKind
from ..state_machine import State
from .costs import Pricer
from .echo import Echo
from .echo_finder import EchoFinder
from .path import Segment, Step

_ECHOED: Final = State.ECHOED
_REACTED: Final = State.REACTED
_REACTIONS: Final = LineKind.REACTIONS


def is_sure(strides: list[Echo], end: int) -> bool:
    """Whether a text must begin where these echoes do, and its second copy ends before `end` or there."""
    return len(strides) == 1 and strides[0].forced and strides[0].end <= end


def sure_posts(
    echoes: EchoFinder,
    first: int,
    end: int,
    pricers: list[Pricer],
    which: list[int],
    beam: float,
    readings: list[Segment],
) -> int:
    """Add the posts from `first` on, a sure cut, that need no search; where they end, which is a sure cut, too.

    Args:
        echoes: of the window.
        first: where the first of them begins.
        end: of the lines that are searched.
        pricers: as for `Lattice.solve`; and so are the others.
        which: the pricer of each position.
        beam: how much more than the best reading one may cost, if it is followed.
        readings: to which they are added.
    """
    kinds = echoes.window.kinds
    while first < end and pricers[which[first]].boundary_costs is None:
        strides = echoes.at(first)
        if not is_sure(strides, end) or not strides[0].clean:
            return first
        after = strides[0].end
        if after >= end or pricers[which[after]].boundary_costs is not None:
            return first
        steps = [Step(first, after, _ECHOED, strides[0])]
        prices = pricers[which[after]].moves
        if kinds[after] is _REACTIONS:
            if after + 1 >= end or pricers[which[after + 1]].boundary_costs is not None or echoes.at(after):
                return first
            if not _are_its_reactions(prices, pricers[which[after + 1]].moves, beam):
                return first
            steps.append(Step(after, after + 1, _REACTED, None))
            after += 1
        elif prices["end-plain"] > beam:
            return first
        if not is_sure(echoes.at(after), end):
            return first
        readings.append(Segment(first, after, steps))
        first = after
    return first


def _are_its_reactions(prices: dict[str, float], then: dict[str, float], beam: float) -> bool:
    """Whether a line of reactions costs less as those of the text above it than as a post or a text of its own.

    then: the prices after the line.
    """
    own, ended = prices["reactions"], then["end-reacted"]
    apart = prices["end-plain"]
    return (
        own <= apart + min(prices["lone-reactions"], prices["interface-as-text"])
        and own + ended <= apart + prices["interface-as-text"] + then["end-line"]
        and ended <= beam
    )
