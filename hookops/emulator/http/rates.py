"""Rate limits: how many requests a bucket has left in its minute.

The counts belong to one application in one process, not to the store.
Source: Okta, Rate limits and Monitor rate limits; recorded by okta-sdk-python test_agent_pools_it.
"""

import threading
from dataclasses import dataclass

from hookops.emulator import facts


@dataclass(frozen=True, slots=True)
class Rate:
    """What the three headers of an answer say."""

    limit: int
    remaining: int
    reset: int
    """Unix time, whole seconds."""
    exceeded: bool
    """The request is one too many."""

    def headers(self) -> dict[str, str]:
        """The headers `x-rate-limit-*`."""
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.remaining),
            "x-rate-limit-reset": str(self.reset),
        }


class RateLimits:
    """The buckets of one application. Safe to use from several threads."""

    def __init__(self, limit: int | None) -> None:
        """With None, requests are counted and reported, and never refused."""
        self._limit = limit
        self._windows: dict[str, tuple[int, int]] = {}
        # Waitress serves from several threads, and a lost count would let one request more through.
        self._lock = threading.Lock()

    def reset(self) -> None:
        """Nothing was counted."""
        with self._lock:
            self._windows.clear()

    def take(self, bucket: str, now_s: float) -> Rate:
        """One request of the bucket is used up.

        A window starts at the first request after the last one ended; no clock aligns it.
        """
        limits = facts.load().limits
        with self._lock:
            reset, used = self._windows.get(bucket, (0, 0))
            # A whole number of seconds, as the header has it; the window is 60 s long, not clock-
            # aligned. Recorded by okta-sdk-python test_agent_pools_it: it opened again after about
            # 52 s.
            if now_s >= reset:
                reset, used = int(now_s) + limits["rateLimitWindowSeconds"], 0
            used += 1
            self._windows[bucket] = (reset, used)
        if self._limit is None:
            # Nothing is refused, so the header must never say that nothing is left: clients would
            # wait.
            limit = limits["rateLimitPerMinute"]
            return Rate(limit, max(1, limit - used), reset, exceeded=False)
        return Rate(self._limit, max(0, self._limit - used), reset, exceeded=used > self._limit)


def find_bucket(path: str) -> str:
    """The bucket that requests for `path` are counted in."""
    # The first prefix counts: /api/v1/apps/ID has a bucket apart from the list of apps.
    buckets = facts.load().buckets
    return next((bucket for prefix, bucket in buckets if path.startswith(prefix)), "/api/v1")
