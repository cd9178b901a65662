"""The kind `InlineHook`: its types, channels, rules and verification."""
