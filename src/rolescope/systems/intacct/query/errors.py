"""What is wrong with a query, for people and as the vendor's error answer (f7)."""

from __future__ import annotations

from typing import Any

from rolescope.rights.system import FilterError

OURS, FIELD = "RS-0400", "REST-1106"
"""The error's id: one of our own where the vendor's is not known, and the vendor's for a field that cannot be used."""


class QueryError(FilterError):
    """A query that cannot be answered: where in it, and what was expected there."""

    def __init__(
        self,
        place: str,
        text: str,
        error_id: str = OURS,
        placeholders: dict[str, str] | None = None,
        hint: str = "",
    ) -> None:
        self.place, self.text = place, text
        self.error_id, self.placeholders = error_id, placeholders or {}
        super().__init__(f"{place}: {text}{hint}" if place else f"{text}{hint}")


def field_error(place: str, name: str, kind: str, hint: str = "") -> QueryError:
    """A field that is unknown, or cannot be used where it stands: the vendor tells the first one only.

    The hint is for people alone; a program gets the vendor's text (f7).
    """
    text = f"the {name} field in company-config/{kind} object cannot be used in query in version 1"
    told = {"FIELD": name, "OBJECT": f"company-config/{kind}", "VERSION": "1"}
    return QueryError(place, text, FIELD, told, hint)


def error_answer(error: QueryError) -> dict[str, Any]:
    """The envelope of status 400."""
    known = error.error_id == FIELD
    inner = {
        "code": "invalidRequest",
        "message": error.text[:1].upper() + error.text[1:] if known else str(error),
        "errorId": error.error_id,
        "additionalInfo": {
            "messageId": "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY" if known else "",
            "placeholders": error.placeholders,
            "propertySet": {},
        },
        "supportId": "rehearsal",
        "details": [],
    }
    return {
        "ia::result": {"ia::error": inner},
        "ia::meta": {"totalCount": 1, "totalSuccess": 0, "totalError": 1},
    }
