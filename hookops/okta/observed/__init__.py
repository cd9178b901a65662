"""What a session learns of its org from the headers of answers: the time, and the limits."""
