"""What leaves Rundown: JSON for commands and the API, files, metrics."""
