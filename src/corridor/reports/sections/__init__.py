"""The chapters of a plan's page, each made from the plan alone."""
