"""Where posts begin in texts that appear once: log odds for each line of a window. All that the search asks for.

Another model is a class with `BoundaryModel`'s methods, given to `segmenter.split` or `stream.drafts`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import exp
from typing import Any, Final, NamedTuple, Protocol

import orjson

from ...lines.kinds import LineKind
from ...vocabulary import Dialect
from ..dialects import PROFILES
from ..layout_evidence import of_whole_posts
from ..window import Window
from . import second_pass
from .anchors import junction
from .columns import picker
from .features import NAMES, BoundaryFeatures
from .second_pass import SecondPass, preview_columns
from .tree_ensemble import FEW, MANY, Rows, Trees

_TEXT: Final = LineKind.TEXT  # a name of its own: not looked up in its class for every line
SURE: Final = 0.04  # a line that the first pass is surer of has no second pass
PAGES: Final = 1_000  # lines up to which a window may be a page, or a few; see `TreeModel`
_MOST: Final = 12.0  # nats
# Lines without empty ones between them are of one of these, and often little shows of which.
_ALIKE: Final = {Dialect.TIGHT: Dialect.CURRENT, Dialect.CURRENT: Dialect.TIGHT}
_CERTAIN: Final = 2.8  # nats of evidence from which the trees of one of them decide alone
_TEMPER: Final = 0.5  # the signs of a page come together, so each is worth less than alone
# How much the trees of CURRENT count where empty lines are in texts: they have learned to do without these.
_WITHOUT_BLANKS: Final = 0.2


class BoundaryModel(Protocol):
    """What says where posts begin, where texts appear once."""

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """Log odds that a post begins with each line of a window, in nats.

        Args:
            window: lines that are not blank; their neighbours in the dump may be missing at either end.
            blanks: as `dialects.blanks_between` gives them.
            dialect: of all the lines; one whose texts appear once.
        """

    def rough_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """The same, but less exactly and in less time: for what many lines decide together."""

    def preview_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float] | None:
        """Log odds that the preview of a link begins with each line, in nats; None: the model does not know.

        It takes the same arguments as `log_odds`, and costs next to nothing if it is asked right after it.
        """


class _Lines:
    """The lines of a window, which several sets of trees judge.

    Attributes:
        features: of the lines.
        rows: the same for the trees, and one more row, the junction of the window's ends.
    """

    __slots__ = ("_second_pass", "features", "rows")

    def __init__(self, features: BoundaryFeatures) -> None:
        self.features = features
        ends = junction(features.window, features.blanks)
        self.rows = Rows([column + ends[k : k + 1] for k, column in enumerate(features.columns)])
        self._second_pass: SecondPass | None = None

    def second_pass(self) -> SecondPass:
        """Where a first pass leaves something open."""
        self._second_pass = self._second_pass or SecondPass(self.features)
        return self._second_pass


class _Passes(NamedTuple):
    """The trees of the first pass over posts, of the second, and of previews, where these are known."""

    first: Trees
    second: Trees
    preview: Trees | None


class _Judged(NamedTuple):
    """What a model was asked last, and the log odds of posts and previews."""

    window: Window
    blanks: list[int]
    dialect: Dialect
    posts: list[float]
    previews: list[float] | None


class TreeModel:
    """Boosted trees over features of lines, in two passes; the second knows what the first made of the other lines.

    A dialect has two sets of trees. Those for a page know how much a page of the preview holds, and that its first line
    may begin a post and its last one end one; those for longer windows know what holds where pages are joined. A window
    of a few pages at most may be either: the mean of both does as well as the better of them on each.

    On pages the trees of a second dialect are asked, too: where little shows which of two it is, both count as the
    evidence says; where texts have empty lines, those that learned to do without see the rest. This changes little on
    pages like those that were learned from; on cut ones and on channels of another kind, some posts in a hundred more
    are right.
    """

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        """`data`: trees and calibration by dialect, as scripts/train.py makes them; the package's own if None."""
        self._data = trained() if data is None else data
        self._trees: dict[tuple[Dialect, str], _Passes] = {}
        self._looked: BoundaryFeatures | None = None  # of rough odds: exact ones of the same lines are mostly next
        self._last: _Judged | None = None

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """As `BoundaryModel` has it."""
        self._last = last = self._judged(window, blanks, dialect)
        return last.posts

    def preview_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float] | None:
        """As `BoundaryModel` has it."""
        last = self._last
        if last is None or last.window is not window or last.blanks != blanks or last.dialect is not dialect:
            self._last = last = self._judged(window, blanks, dialect)
        return last.previews

    def rough_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """As `BoundaryModel` has it: what the first pass says, by the trees for a page."""
        if not window.size:
            return []
        first_trees = self._trees_of(dialect, "page").first
        self._looked = features = BoundaryFeatures(window, blanks)
        return [max(-_MOST, min(_MOST, x)) for x in first_trees.scores(features.columns)]

    def _judged(self, window: Window, blanks: list[int], dialect: Dialect) -> _Judged:
        """The odds of posts and of previews."""
        if not window.size:
            return _Judged(window, blanks, dialect, [], None)
        looked, self._looked = self._looked, None
        lines = _Lines(BoundaryFeatures(window, blanks, looked if looked and looked.window is window else None))
        odds, previews = self._odds(lines, dialect)
        second, share = _second(window, dialect) if window.size <= PAGES else (dialect, 0.0)
        if share:
            others, _ = self._odds(lines, second)
            odds = [
                (1 - share) * x + share * y if is_text else x
                for x, y, is_text in zip(odds, others, _between_texts(window), strict=True)
            ]
        return _Judged(window, blanks, dialect, [max(-_MOST, min(_MOST, x)) for x in odds], previews)

    def _odds(self, lines: _Lines, dialect: Dialect) -> tuple[list[float], list[float] | None]:
        """Log odds by the trees of a dialect: of posts, and of previews."""
        odds, previews = self._scores(lines, dialect, "long")
        if lines.features.window.size <= PAGES:
            on_page, previews_on_page = self._scores(lines, dialect, "page")
            odds = _mean(odds, on_page)
            previews = None if previews is None or previews_on_page is None else _mean(previews, previews_on_page)
        return odds, previews

    def _scores(self, lines: _Lines, dialect: Dialect, extent: str) -> tuple[list[float], list[float] | None]:
        """Log odds by one set of trees."""
        first_trees, second_trees, preview_trees = self._trees_of(dialect, extent)
        *odds, at_junction = first_trees.scores_of(lines.rows)
        previews = preview_trees.scores_of(lines.rows)[:-1] if preview_trees else None
        first_pass = [_probability(x) for x in odds]
        unsure = [at for at, probability in enumerate(first_pass) if SURE < probability < 1 - SURE]
        if not unsure:
            return odds, previews
        more = lines.second_pass().columns(first_pass, unsure, _probability(at_junction))
        if previews is not None:
            more += preview_columns([_probability(x) for x in previews])
        if len(unsure) > FEW and lines.rows.size < MANY:
            # All rows again, though some would do: most of what these trees ask others have asked of all.
            scores = second_trees.scores_of(lines.rows.and_also([column + b"\0" for column in more]))
            for at in unsure:
                odds[at] = scores[at]
        else:
            scores = second_trees.scores([*map(picker(unsure), [*lines.features.columns, *more])])
            for at, again in zip(unsure, scores, strict=True):
                odds[at] = again
        return odds, previews

    def _trees_of(self, dialect: Dialect, extent: str) -> _Passes:
        """The trees of a dialect; `extent`: "page" or "long"."""
        key = dialect, extent
        if key not in self._trees:
            data = self._data[dialect][extent]
            self._trees[key] = _Passes(
                Trees(data["first"], NAMES),
                Trees(data["second"], (*NAMES, *second_pass.NAMES, *second_pass.PREVIEW_NAMES)),
                Trees(data["preview"], NAMES) if "preview" in data else None,
            )
        return self._trees[key]


def _second(window: Window, dialect: Dialect) -> tuple[Dialect, float]:
    """A second dialect whose trees are asked too, and how much they count: half at most."""
    if dialect is Dialect.SPACED:
        return Dialect.CURRENT, _WITHOUT_BLANKS
    if dialect not in _ALIKE:
        return dialect, 0.0
    evidence = of_whole_posts(window, 0, window.size)
    if dialect is Dialect.TIGHT:
        evidence = -evidence
    return _ALIKE[dialect], 0.0 if evidence > _CERTAIN else _probability(-_TEMPER * max(0.0, evidence))


def _between_texts(window: Window) -> list[bool]:
    """By line, whether it and the one above are texts: where other lines are, dialects differ."""
    texts = [kind is _TEXT for kind in window.kinds]
    return [here and above for here, above in zip(texts, [True, *texts], strict=False)]


def _mean(some: list[float], others: list[float]) -> list[float]:
    return [(x + y) / 2 for x, y in zip(some, others, strict=True)]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@cache
def default_model() -> TreeModel:
    """The package's own model."""
    return TreeModel()


@cache
def trained() -> dict[str, Any]:
    """The package's trees and their calibration (`trees.json`), by dialect, as scripts/train.py wrote them.

    Raises:
        ValueError: a dialect whose texts appear once lacks trees or calibration.
    """
    data: dict[str, Any] = orjson.loads(files(__package__).joinpath("trees.json").read_bytes())
    for dialect, profile in PROFILES.items():
        if not profile.copies and not {"page", "long", "knots"} <= data.get(dialect, {}).keys():
            raise ValueError(f"trees.json has not all of the dialect {dialect}: run `make train`")
    return data
