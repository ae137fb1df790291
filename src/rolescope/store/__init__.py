"""The workspace file: reading and writing tenants, drafts that survive a crash, an append-only history.

``workbench.Workbench`` is what the app and the commands use; ``workspace.Workspace`` is the file under it. Reading
needs the standard library alone; sqlite-utils is imported by what migrates or writes, which keeps the start short.
"""
