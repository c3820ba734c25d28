"""The landing page, accessibility, privacy, help, and what is shown when something goes wrong."""
