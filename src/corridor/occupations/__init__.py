"""ISCO-08 and ESCO, Belgian titles, free text in four languages to an occupation."""
