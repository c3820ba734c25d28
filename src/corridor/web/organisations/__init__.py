"""Regions, one-stop shops, agencies, employers, conveners: who belongs to them and what they may do there."""
