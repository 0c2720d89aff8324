"""The room `marts`: the landed facts, and the only door to them.

In: SQL to run over datasets; what ingest delivered; what senders of webhooks did.
Out: answers of sandboxed queries, columns and states of tables, conditions of sources.
Owns: schema `landing` (`table_load`, `source_run`, `webhook_delivery`), the indexes of datasets; reads every dataset.
Raises: `QueryTimedOut`, `QueryFailed`, `DeliveryUnreadable`, `DatabaseUnavailable`.
Never: runs SQL of a metric as another role than `hb_query`, or outside a read-only transaction that is rolled back.
"""
