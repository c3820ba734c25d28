"""Evidence of the labour market: where the figures come from, flows, projections, retention, measured shortages."""
