"""The errors of cuts, segments and the documentation."""

from __future__ import annotations

from heartbeat.errors.base import HeartbeatError


class AuditError(HeartbeatError):
    """Something about cuts or segments could not be done."""

    code = "audit"


class CutNotFound(AuditError):
    """No cut of this id is deployed."""

    code = "cut-not-found"


class AuditPageNotFound(AuditError):
    """No audit page of this name is deployed."""

    code = "audit-page-not-found"


class WindowNotOffered(AuditError):
    """The cut is not computed for this window."""

    code = "window-not-offered"


class CutWithoutTable(AuditError):
    """What a cut shows has no rows to hand out, or it shows nothing yet."""

    code = "cut-without-table"


class CutFailed(AuditError):
    """The module of a cut raised something, or returned what its chart cannot draw."""

    code = "cut-failed"


class CutTimedOut(CutFailed):
    """A cut took longer than its deadline and was ended."""

    code = "cut-timed-out"
    retryable = True


class SegmentNotFound(AuditError):
    """No segment of this name is deployed."""

    code = "segment-not-found"


class SegmentFailed(AuditError):
    """The SQL of a segment gave no snapshot."""

    code = "segment-failed"


class DocsError(HeartbeatError):
    """Something about the documentation could not be done."""

    code = "docs"


class DocNotFound(DocsError):
    """The documentation has no page of this name."""

    code = "doc-not-found"
