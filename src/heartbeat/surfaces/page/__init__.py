"""The built web page: one document for every address that is not the API's, and its assets.

In: the files that the build wrote into `heartbeat/_ui`.
Out: an ASGI application for every path that no route took.
Owns: nothing.
Raises: nothing; an unknown path of the API is an answer in the shape of every error.
Never: leaves its folder.
"""
