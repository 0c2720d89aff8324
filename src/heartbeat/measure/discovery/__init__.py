"""From the profile of landed tables to candidate metrics, by patterns that an analyst would look for. No language model.

In: profiles of `marts.profile`, the metrics there are already, the sandbox.
Out: candidates with a draft that runs, their value and their past, ranked by reasons that are told; a Markdown document.
Owns: nothing.
Raises: nothing of its own; a draft that Postgres refuses is told among those left out.
Never: derives a line from data, shows a value that `marts.profile.privacy` hides, writes over what a person wrote.
"""
