"""What has landed as an operator asks for it, and what of the books about it is not kept.

In: a connection of any role of ours, to read; of the loader, to prune.
Out: facts about every table that stands or failed: size, failure, files, comparisons, deliveries that wait.
Owns: nothing of its own; reads and prunes the tables of `landing`.
Raises: nothing of its own.
Never: judges whether a table is late or a reload too dear; `rules.upkeep` does.
"""
