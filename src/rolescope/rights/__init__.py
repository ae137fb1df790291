"""The pure core: trees, bit planes, layers, edits and explanations. No I/O, no SQL, no terminal, no vendor word."""
