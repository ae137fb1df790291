"""The ten reason steps of (e) by number, always in that order, and what stands beside them."""

from __future__ import annotations

MODE, STATUS, METHOD, SUBSCRIPTION, GRANT, ADMIN, GRANTABLE, USER_TYPE, PREREQUISITE, LIMITS, NOTE = range(1, 12)
