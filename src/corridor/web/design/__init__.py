"""What every page shares: base templates, components, forms as GOV.UK markup, charts, static files. No models."""
