"""The shop with its source, and nothing measured."""

from __future__ import annotations

from shop_with_source import shop, undeployed

__all__ = ["shop", "undeployed"]
