"""Evidence of the labour market: shortage lists and measures, official sources, flows, projections, retention."""
