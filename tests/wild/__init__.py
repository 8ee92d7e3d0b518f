"""Every way into the program meets what nobody should send: an answer or a TrackerError, and nothing half written."""
