"""The Kaplan-Meier estimator with its confidence band, by a statistics library of the field (extra `survival`)."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from types import ModuleType

from pledgebook.errors import UsageFault

HALF = 0.5


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A step of the curve.

    Attributes:
        days: After how many days.
        at_risk: How many were still under watch just before.
        events: How many ended here.
        open_share: Estimated share that is still open afterwards, 0 to 1.
        low: Lower bound of the band; None where it cannot be estimated.
        high: Upper bound.
    """

    days: int
    at_risk: int
    events: int
    open_share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """An estimated curve.

    Attributes:
        points: The steps at which something ended, in order; empty where nothing has ended.
        median: Days after which half have ended; None where the curve stays above one half.
        median_low: Lower bound of the median: where the lower bound of the band reaches one half.
        median_high: Upper bound; None where the upper bound of the band never reaches one half.
    """

    points: tuple[CurvePoint, ...]
    median: int | None
    median_low: int | None
    median_high: int | None


def kaplan_meier(spells: Sequence[tuple[int, bool]], confidence: float = 0.95) -> KaplanMeier:
    """Estimate the share still open after each number of days.

    The band is that of Greenwood on the log-minus-log scale (Kalbfleisch and Prentice), which stays between 0 and 1;
    the band of the median follows Brookmeyer and Crowley: the days at which the bounds reach one half.

    Args:
        spells: Length in days, and whether it ended (False: cut off there, still open).
        confidence: Of the band, between 0 and 1.

    Raises:
        UsageFault: The extra `survival` is not installed, or the confidence is no share.
    """
    if not 0 < confidence < 1:
        raise UsageFault(f"{confidence} is no level of confidence", remedy="give a share such as 0.95")
    stats = _statistics()
    if not any(ended for _, ended in spells):
        return KaplanMeier((), None, None, None)
    sample = stats.CensoredData(
        uncensored=[days for days, ended in spells if ended], right=[days for days, ended in spells if not ended]
    )
    curve = stats.ecdf(sample).sf
    with warnings.catch_warnings():
        # Where all or nothing is open the band is undefined; we say so with None.
        warnings.simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(confidence, method="log-log")
    days_of = [int(days) for days in curve.quantiles]
    points = tuple(
        CurvePoint(days, at_risk, ended, float(share), _bound(low), _bound(high))
        for days, share, low, high in zip(
            days_of, curve.probabilities, band.low.probabilities, band.high.probabilities, strict=True
        )
        if (ended := sum(length == days and over for length, over in spells))
        and (at_risk := sum(length >= days for length, _ in spells))
    )
    return KaplanMeier(
        points,
        _reaches(points, [point.open_share for point in points]),
        _reaches(points, [point.low for point in points]),
        _reaches(points, [point.high for point in points]),
    )


def _reaches(points: Sequence[CurvePoint], shares: Sequence[float | None]) -> int | None:
    """Return the first day on which a share is one half or less."""
    pairs = zip(points, shares, strict=True)
    # The product of a curve's factors can miss one half by the last binary digit.
    return next((point.days for point, share in pairs if share is not None and share <= HALF + 1e-12), None)


def _bound(share: float) -> float | None:
    return float(share) if isfinite(share) else None


def _statistics() -> ModuleType:
    try:
        import scipy.stats  # noqa: PLC0415  an optional extra
    except ImportError as fault:
        raise UsageFault(
            "curves of kept promises need a statistics library that is not installed",
            remedy="install it with: pip install 'pledgebook[survival]'",
        ) from fault
    stats: ModuleType = scipy.stats
    return stats
