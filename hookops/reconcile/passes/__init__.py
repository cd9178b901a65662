"""What a draft plan goes through, one file each."""
