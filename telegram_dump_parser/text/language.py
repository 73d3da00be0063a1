"""The language of a text, by py3langid: an optional extra, since it brings numpy and most uses need no language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import regex

UNKNOWN: Final = "und"
"""BCP 47 for a language that could not be detected."""

_HINT: Final = 'finding languages needs py3langid: pip install "telegram-dump-parser[lang]"'
_ENOUGH: Final = 500  # letters and the spaces between them: more take time and hardly change the answer
_READ: Final = 4_000  # characters of a text that are looked at
# What is no language: links, mentions, hashtags, and signs and digits.
_LINKS: Final = regex.compile(r"\w++://\S++|(?<!\S)(?:www\.|t\.me/)\S++|[@#][\w·]++")
_SIGNS: Final = regex.compile(r"[^\p{L}\p{M}'’\u200c-]++")
_LETTER: Final = regex.compile(r"\p{L}")
_SYLLABLES: Final = regex.compile(r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]")
_FEWEST_LETTERS: Final = 20
_FEWEST_SYLLABLES: Final = 6  # in scripts whose signs are syllables or words
_SURE: Final = 0.8
_NO_LANGUAGE: Final = "zxx"
# Languages that a macrolanguage of BCP 47 takes in: between these a post of a few words leaves the model in doubt.
_PART_OF: Final = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "nn": "no", "uzs": "uz", "sdh": "ku"}


def identifier() -> Callable[[str], str]:
    """A function from a text to the BCP 47 code of its language, or `und` where it is too short or unsure.

    Raises:
        ImportError: py3langid is not installed.
    """
    rank = _ranking()

    def identify(text: str) -> str:
        words = _SIGNS.sub(" ", _LINKS.sub(" ", text[:_READ]))[:_ENOUGH].strip()
        if len(_LETTER.findall(words)) < _FEWEST_LETTERS and len(_SYLLABLES.findall(words)) < _FEWEST_SYLLABLES:
            return UNKNOWN
        shares: dict[str, float] = {}
        for code, share in rank(words):
            whole = _PART_OF.get(code, code)
            shares[whole] = shares.get(whole, 0.0) + share
        best = max(shares, key=lambda code: shares[code])
        return best if shares[best] >= _SURE and best != _NO_LANGUAGE else UNKNOWN

    return identify


@lru_cache(maxsize=1)
def _ranking() -> Callable[[str], list[tuple[str, float]]]:
    """Languages of a text with their shares of the likelihood."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError as error:
        raise ImportError(_HINT) from error
    rank: Callable[[str], list[tuple[str, float]]] = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True
    ).rank
    return rank
