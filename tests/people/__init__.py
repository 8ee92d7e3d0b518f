"""The jobs, told in a clinic's words: what is scanned, what is answered, what is asked of the ledger."""
