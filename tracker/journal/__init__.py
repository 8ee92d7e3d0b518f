"""The append-only record of everything that happened: one signed hash chain for each station."""
