"""Which label for what: from the catalogue's facts to pages that have been read back."""
