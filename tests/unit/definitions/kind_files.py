"""A sound source file of each kind, with every key of its own, and what it declares."""

from __future__ import annotations

from heartbeat.definitions.kinds import FileSet, FilesReading, RestEndpoint, RestReading, WebhookReading
from heartbeat.definitions.model import SourceDefinition

RATES = """\
kind: rest
url: ${RATES_URL}
auth: {type: bearer, token: "${RATES_TOKEN}"}
headers: {Accept: application/json}
endpoints:
  currency_rate:
    path: rates
    params: {limit: 500}
    data: rates
    since: published_after
    pagination: {type: json_link, next_url_path: next}
    columns: {rate: numeric, d: date}
  currency: {path: currencies}
primary_key: {currency_rate: [currency, d]}
cursor: {currency_rate: published_at}
"""
SETTLEMENTS = """\
kind: files
url: s3://bank/settlements
files:
  card_settlement:
    glob: "settlement-*.csv"
    format: csv
    delimiter: ";"
    encoding: cp1252
    columns: {amount: "numeric(18,2)"}
  chargeback: {glob: "**/*.NDJSON.gz"}
bad_rows: skip
primary_key: {card_settlement: id}
"""
KYC = """\
kind: webhook
secrets:
  - ${KYC_WEBHOOK_SECRET}
  - ${KYC_WEBHOOK_SECRET_OLD}
table: kyc_event
largest: 256KB
indexes: {kyc_event: [[received_at]]}
"""
CRM = "kind: sql\nurl: mysql+pymysql://reader:${CRM_PASSWORD}@host/crm\n"

SETTLEMENT_FILES = FilesReading(
    (
        FileSet("card_settlement", "settlement-*.csv", "csv", ";", "cp1252", {"amount": "numeric(18,2)"}),
        FileSet("chargeback", "**/*.NDJSON.gz", "jsonl"),
    ),
    bad_rows="skip",
)
RATES_API = RestReading(
    (
        RestEndpoint(
            "currency_rate", "rates", {"limit": "500"}, "rates", "published_after",
            {"type": "json_link", "next_url_path": "next"}, {"rate": "numeric", "d": "date"},
        ),
        RestEndpoint("currency", "currencies"),
    ),
    auth={"type": "bearer", "token": "${RATES_TOKEN}"},
    headers={"Accept": "application/json"},
)  # fmt: skip
KYC_DELIVERIES = WebhookReading(("${KYC_WEBHOOK_SECRET}", "${KYC_WEBHOOK_SECRET_OLD}"), "kyc_event", 262_144)

FILES = {"rates": RATES, "settlements": SETTLEMENTS, "kyc": KYC, "crm": CRM}
DECLARED = {
    "rates": SourceDefinition(
        "rates", "sources/rates.yaml", "rest", "${RATES_URL}", ("",), rest=RATES_API,
        primary_key={"currency_rate": ("currency", "d")}, cursor={"currency_rate": "published_at"},
    ),
    "settlements": SourceDefinition(
        "settlements", "sources/settlements.yaml", "files", "s3://bank/settlements", ("",), files=SETTLEMENT_FILES,
        primary_key={"card_settlement": ("id",)},
    ),
    "kyc": SourceDefinition(
        "kyc", "sources/kyc.yaml", "webhook", "", ("",), webhook=KYC_DELIVERIES, indexes={"kyc_event": (("received_at",),)}
    ),
    "crm": SourceDefinition(
        "crm", "sources/crm.yaml", "sql", "mysql+pymysql://reader:${CRM_PASSWORD}@host/crm", ("",), reconcile="daily"
    ),
}  # fmt: skip
