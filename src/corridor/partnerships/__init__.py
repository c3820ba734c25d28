"""Skills Mobility Partnerships: schemes, checks, simulation, sizing and follow-up."""
