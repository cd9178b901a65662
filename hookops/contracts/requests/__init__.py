"""What Okta sends to a service: the people and ids of a request, and the templates of its JSON."""
