"""One file per kind of channel, each with `deliver(options, dispatch, reach) -> Delivery`; nothing is registered."""
