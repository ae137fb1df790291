"""The six reason steps of (e) by number, always in that order, and what stands beside them."""

from __future__ import annotations

KEY, RECORD, ACCESS_TYPE, SCOPE, FLAGS, LIMITS, NOTE = range(1, 8)
