"""The canonical layout of manifest files: the same documents and comments, always written alike."""
