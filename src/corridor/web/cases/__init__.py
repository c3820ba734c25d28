"""The one-stop shop: a person, a job, a route."""
