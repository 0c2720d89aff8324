"""What the last runs of a source tell, and of which sources it still counts."""

from __future__ import annotations

from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.condition import SourceCondition, of_deployed

SHOP = SourceDefinition("shop", "sources/shop.yaml", "postgres", "${URL}", ("public", "archive"))


def failing(source_id: str, dataset: str) -> SourceCondition:
    return SourceCondition(source_id, dataset, "error", "no answer", None, None)


def test_only_datasets_of_deployed_sources_count() -> None:
    public, archive = failing("shop", "shop_public"), failing("shop", "shop_archive")
    gone = (failing("shop", "shop_dropped"), failing("bank", "bank_core"), failing("bank", "shop_public"))
    assert of_deployed([public, *gone, archive], [SHOP]) == (public, archive)
    assert of_deployed(gone, []) == ()
