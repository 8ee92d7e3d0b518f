"""Small questions over the work. Every one says what may be scanned in it; no scan is lost to any."""
