"""The surface `intake`: events that other systems deliver over HTTP, as Standard Webhooks has it.

In: `POST /api/hooks/{source}` with a signature; the deployed sources, and their secrets from the environment.
Out: a row in `landing.webhook_delivery` before the answer 202; a refusal in the shape of every error.
Owns: nothing; what is kept is kept through marts.
Raises: IntakeError and what stands below it, `DatabaseUnavailable`.
Never: parses what is not signed, keeps more than a few bodies in memory, writes a line into the log for a stranger.
"""
