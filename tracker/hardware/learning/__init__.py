"""What a scanner does to a code on its way here, found out from codes that are known."""
