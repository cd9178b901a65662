"""Where the emulator's objects are stored."""
