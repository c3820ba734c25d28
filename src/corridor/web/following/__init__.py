"""Following a scheme: event logs, indicators, forecast against outcome, reports for funders."""
