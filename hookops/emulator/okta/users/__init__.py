"""Users, as far as policies name them and passwords are imported for them."""
