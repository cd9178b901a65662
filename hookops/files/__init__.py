"""Files that people and projects name: read and written without waiting, following or trusting."""
