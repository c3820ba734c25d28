"""The web application: pages, API, accounts, cases, persistence. Small apps by noun; see README.md."""
