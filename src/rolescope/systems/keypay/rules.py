"""How well each rule is known: what the vendor documents, what was seen, what follows from that, our own choice."""

from __future__ import annotations

from rolescope.rights.system import CHOICE, DOCUMENTED, INFERRED, OBSERVED

_OBSERVED = (8, 43)
_INFERRED = (3, 5, 7, 10, 17, 18, 25, 29, 32, 45, 47)
_CHOICE = (4, 9, 14, 15, 19, 21, 33, 37, 38, 39, 40, 41, 42, 44, 48, 49, 50, 51, 54, 55, 56, 57, *range(61, 67))
_LAST = 66

BASIS = {f"KP-{number:02}": DOCUMENTED for number in range(1, _LAST + 1)}
"""By rule, its weakest part that decides a right."""
for _numbers, _basis in ((_OBSERVED, OBSERVED), (_INFERRED, INFERRED), (_CHOICE, CHOICE)):
    BASIS |= {f"KP-{number:02}": _basis for number in _numbers}
