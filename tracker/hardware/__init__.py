"""What can be touched: scanners, cameras, pictures, recordings. Nothing here knows what a code means."""
