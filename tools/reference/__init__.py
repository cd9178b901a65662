"""The pages below docs/reference, made from the code; `tools/renew.py` writes them."""
