"""`python -m hookops`."""

from hookops.cli.main import main

if __name__ == "__main__":
    main()
