"""How well each rule is known: what the vendor documents, what follows from that, and what is our own choice."""

from __future__ import annotations

from rolescope.rights.system import CHOICE, DOCUMENTED, INFERRED, OBSERVED

_OBSERVED = (62, 63, 66, 69)
_INFERRED = (2, 6, 8, 9, 15, 19, 23, 27, 30, 31, 32, 34, 36, 46, 47, 50, 52, 53, 54, 60, 68, 74)
_CHOICE = (5, *range(10, 15), *range(16, 19), 21, 24, 25, 41, 43, 44, 49, 58, 59, 61, 64, 65, 75, *range(79, 86))
_LAST = 85

BASIS = {f"PS-{number:02}": DOCUMENTED for number in range(1, _LAST + 1)}
"""By rule, its weakest part: a rule of which one half is our choice is a choice."""
for _numbers, _basis in ((_OBSERVED, OBSERVED), (_INFERRED, INFERRED), (_CHOICE, CHOICE)):
    BASIS |= {f"PS-{number:02}": _basis for number in _numbers}
