"""What longer views say, as lines of text; no widgets here."""
