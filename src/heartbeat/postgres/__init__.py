"""The database itself: an embedded Postgres that needs no installation, or an external one, with six roles.

In: settings. Out: connection strings of the six roles, a running server. Owns: the cluster, its roles, the table of
applied migrations. Raises: EmbeddedServerFailed, RolesMissing, MigrationFailed. Never: reads or writes a table of another
room, changes the mode of a folder it did not make, touches a server of another data folder.
"""
