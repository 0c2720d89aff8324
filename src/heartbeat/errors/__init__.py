"""Every error of Heartbeat, drawn as one tree (a star marks the retryable ones).

HeartbeatError
├── ConfigError
├── DefinitionError
├── DatabaseError
│   ├── DatabaseUnavailable*
│   │   └── DatabaseRefused
│   ├── EmbeddedServerFailed
│   ├── MigrationFailed
│   ├── BackupFailed
│   └── RolesMissing
├── IngestError
│   ├── SourceUnreachable*
│   ├── SourceRejected
│   ├── SourceBusy*
│   ├── SchemaDrift
│   ├── LoadHeld
│   └── DeadlinePassed*
├── AccessError
│   ├── TokenRefused
│   ├── TokenNotFound
│   ├── TokenNameTaken
│   ├── AccessRefused
│   ├── DeviceNotFound
│   ├── PairingUnknown
│   ├── PairingExpired
│   └── PairingCrowded*
├── AlertsError
│   ├── IncidentNotFound
│   ├── IncidentSettled
│   ├── AlertRefused
│   ├── SilenceNotFound
│   ├── SilenceOver
│   ├── ChannelNotFound
│   └── MessageNotFound
├── AuditError
│   ├── CutNotFound
│   ├── AuditPageNotFound
│   ├── WindowNotOffered
│   ├── CutWithoutTable
│   ├── CutFailed
│   │   └── CutTimedOut*
│   ├── SegmentNotFound
│   └── SegmentFailed
├── DocsError
│   └── DocNotFound
├── FeedbackError
│   ├── FeedbackNotFound
│   └── FeedbackTooMuch*
├── IntakeError
│   ├── HookNotFound
│   ├── HookNotReady*
│   ├── IntakeBusy*
│   ├── SignatureRefused
│   ├── DeliveryUntimely
│   ├── DeliveryTooLarge
│   ├── DeliveryTooSlow*
│   └── DeliveryUnreadable
├── MeasureError
│   ├── QueryTimedOut*
│   ├── QueryFailed
│   ├── WrongShape
│   └── NoPast
└── ReadingsError
    ├── NotDeployed
    ├── MetricNotFound
    │   └── MetricRetired
    ├── BeatNotFound
    ├── FenceLost
    ├── ReadingOutdated*
    ├── EditOutdated
    ├── PastBusy*
    └── ChangeRefused

A message says what happened, where (file and line, or id), and what to do next. `code` is stable and documented in
`docs/errors.md`; `retryable` is a fact of the class. The domain does not know HTTP: `app.py` alone maps classes to statuses.
"""

from __future__ import annotations

from heartbeat.errors.access import *  # noqa: F403 - as below
from heartbeat.errors.alerts import *  # noqa: F403 - as below
from heartbeat.errors.audit import *  # noqa: F403 - as below
from heartbeat.errors.base import HeartbeatError as HeartbeatError
from heartbeat.errors.feedback import *  # noqa: F403 - as below
from heartbeat.errors.intake import *  # noqa: F403 - a branch of the tree, in a file of its own for its size


class ConfigError(HeartbeatError):
    """A setting is missing or wrong."""

    code = "config"


class DefinitionError(HeartbeatError):
    """The workspace has problems; nothing was changed. The problems are in `definitions.problem.Problems`."""

    code = "definition"


class DatabaseError(HeartbeatError):
    """Postgres could not do what was asked."""

    code = "database"


class DatabaseUnavailable(DatabaseError):
    """Postgres does not answer."""

    code = "database-unavailable"
    retryable = True


class DatabaseRefused(DatabaseUnavailable):
    """Postgres answers and lets us not in: a wrong password, a role or a database that is missing. Time does not mend it.

    What runs already waits as in an outage, and says why: a person may mend it at the server meanwhile.
    """

    code = "database-refused"
    retryable = False


class EmbeddedServerFailed(DatabaseError):
    """The embedded Postgres did not start or stop."""

    code = "embedded-server"


class MigrationFailed(DatabaseError):
    """A migration could not be applied, or the database is newer than this program."""

    code = "migration"


class BackupFailed(DatabaseError):
    """A backup could not be written or restored; what stood stands."""

    code = "backup"


class RolesMissing(DatabaseError):
    """The roles or their connection strings are not there yet."""

    code = "roles-missing"


class IngestError(HeartbeatError):
    """A source could not be landed."""

    code = "ingest"


class SourceUnreachable(IngestError):
    """The source does not answer."""

    code = "source-unreachable"
    retryable = True


class SourceRejected(IngestError):
    """The source answered, and refused."""

    code = "source-rejected"


class SourceBusy(IngestError):
    """Another run of the same dataset holds its lock."""

    code = "source-busy"
    retryable = True


class SchemaDrift(IngestError):
    """Columns have a type of another kind than those in marts. `facts["columns"]` tells of each what became of it."""

    code = "schema-drift"


class LoadHeld(IngestError):
    """The load would empty a table or lose 90 % of its rows, so it waits for a person."""

    code = "load-held"


class DeadlinePassed(IngestError):
    """A run of a source took longer than its deadline and was stopped."""

    code = "deadline-passed"
    retryable = True


class MeasureError(HeartbeatError):
    """A metric could not be computed."""

    code = "measure"


class QueryTimedOut(MeasureError):
    """A metric's SQL ran into its statement timeout."""

    code = "query-timed-out"
    retryable = True


class QueryFailed(MeasureError):
    """Postgres refused a metric's SQL."""

    code = "query-failed"


class WrongShape(MeasureError):
    """A metric's SQL answered with other columns or rows than it should."""

    code = "wrong-shape"


class NoPast(MeasureError):
    """The past of a metric cannot be filled in."""

    code = "no-past"


class ReadingsError(HeartbeatError):
    """The read model could not do what was asked."""

    code = "readings"


class NotDeployed(ReadingsError):
    """Nothing has been deployed yet."""

    code = "not-deployed"


class MetricNotFound(ReadingsError):
    """No metric of this id is registered."""

    code = "metric-not-found"


class MetricRetired(MetricNotFound):
    """The file of this metric is gone; its history stays."""

    code = "metric-retired"


class BeatNotFound(ReadingsError):
    """No beat of this id is in the ledger."""

    code = "beat-not-found"


class FenceLost(ReadingsError):
    """This beat was abandoned meanwhile, so nothing it still writes counts."""

    code = "fence-lost"


class ReadingOutdated(ReadingsError):
    """The metric's definition changed while its value was computed, so the value does not count."""

    code = "reading-outdated"
    retryable = True


class EditOutdated(ReadingsError):
    """Somebody changed the metric between the look and the edit, so the edit was not made."""

    code = "edit-outdated"


class PastBusy(ReadingsError):
    """Another process fills the past of this metric."""

    code = "past-busy"
    retryable = True


class ChangeRefused(ReadingsError):
    """An operator's change contradicts the metric."""

    code = "change-refused"
