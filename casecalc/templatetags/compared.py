"""How figures of a comparison are shown: ranges, differences, ratios, shares."""

from django import template

from casecalc.rules.scenario_document import share_in_words
from casecalc.rules.scenarios import Range, Ratio, difference_in_words, range_in_words

register = template.Library()


@register.filter
def amounts(given: Range | None) -> str:
    return range_in_words(given)


@register.filter
def difference(given: Range | None) -> str:
    return difference_in_words(given)


@register.filter
def ratios(given: tuple[Ratio, ...]) -> str:
    """One ratio, or those of the low and the high end."""
    texts = dict.fromkeys(ratio.text for ratio in given)
    return " · ".join(texts)


@register.filter
def per_cent(share: int) -> str:
    return share_in_words(share)
