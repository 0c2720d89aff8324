"""The demo: the example bank, from nothing to a living cockpit, with nothing acted.

In: a folder, the settings of this process.
Out: a workspace with its data, served as any other; the bank's systems beside it, living on.
Owns: `<folder>/.heartbeat/bank`, where the bank's systems keep their data.
Raises: ConfigError, EmbeddedServerFailed, WorkspaceRefused.
Never: writes a reading, a load or a registry row past the rooms that own them.
"""
