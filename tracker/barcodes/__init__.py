"""What a scanned string means. Pure: no database, no device, no clock."""
