"""Every change is an event, chained by hash to the one before it."""
