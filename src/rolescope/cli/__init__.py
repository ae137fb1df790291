"""The command line: each verb parses its words, calls the core and the store, and prints. Nothing is decided here."""
