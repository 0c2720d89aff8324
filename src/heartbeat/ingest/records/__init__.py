"""Values as COPY reads them, and rows whose columns nobody declares: objects of JSON.

In: records as a source gives them, the types that marts and the source's file know already.
Out: the columns that follow from them with exact types, and the rows as CSV that COPY reads.
Owns: a spool without a name in the run's folder, so that memory stays bounded however many rows there are.
Raises: `SourceRejected` for names that marts cannot have, and values that no column can hold.
Never: guesses away what a value says. `0042` stays text, numbers keep every digit, an empty string is no NULL.
"""
