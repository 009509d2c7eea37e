"""Background work: one action each, with progress, a heartbeat and recovery."""
