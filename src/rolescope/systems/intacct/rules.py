"""How well each rule is known: what the vendor documents, what follows from that, and what is our own choice."""

from __future__ import annotations

from rolescope.rights.system import CHOICE, DOCUMENTED, INFERRED, OBSERVED

_OBSERVED = (11, 31, 55)
_INFERRED = (5, 9, 12, 19, 22, 26, 27, 30, 34, 37, 39, 47, 54)
_CHOICE = (4, 8, 10, 14, 17, 28, 38, 46, 49, *range(57, 65))
_LAST = 64

BASIS = {f"IA-{number:02}": DOCUMENTED for number in range(1, _LAST + 1)}
"""By rule, its weakest part that decides a right."""
for _numbers, _basis in ((_OBSERVED, OBSERVED), (_INFERRED, INFERRED), (_CHOICE, CHOICE)):
    BASIS |= {f"IA-{number:02}": _basis for number in _numbers}
