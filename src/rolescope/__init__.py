"""See what every API user can really import and export, before a change of roles is saved."""

__version__ = "0.1.0"
