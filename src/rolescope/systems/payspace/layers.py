"""The twelve reason layers of an answer by number, in the order in which they are told."""

from __future__ import annotations

STATUS, LINKS, LEVEL, GATE, LEAST, LINKED, SCOPE, VERBS, FIELD_LEVEL, ATTRIBUTE, REQUIRED, NOTE = range(1, 13)

OF_ROLES = frozenset({STATUS, LINKS, LEVEL, GATE, LEAST, FIELD_LEVEL})
"""Those about the user and the roles: a person in the interface meets them as well, and the metadata follows them.

Scope, verbs and required fields count for calls alone.
"""
OF_VENDOR = frozenset({VERBS, ATTRIBUTE})
"""Where these take something, no edit gives it."""
