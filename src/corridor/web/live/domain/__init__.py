"""What people do in a live session. Organisers' acts are audited; what a device does leaves no trace of when.

A ballot, a question and a support are their own record. A line in the audit trail would add a time and an order to
what is anonymous. Two weeks after the event devices are forgotten (`forgetting`).
"""
