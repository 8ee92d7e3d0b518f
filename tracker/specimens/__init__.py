"""Specimens: requisitions, collecting, custody, transport, storage, deadlines."""
