"""What CI systems read: annotations, code quality, test results, static analysis results."""
