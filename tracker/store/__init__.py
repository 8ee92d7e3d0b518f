"""The encrypted database: opening it, its keys, its transactions, its migrations. Knows no table's meaning."""
