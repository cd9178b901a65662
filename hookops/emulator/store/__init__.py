"""Where the emulator's objects are stored: the contract, its two implementations, ids, sealing."""
