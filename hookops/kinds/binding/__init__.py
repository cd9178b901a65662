"""The kind `Binding`: which flow calls which hook, and where hooks can be attached."""
