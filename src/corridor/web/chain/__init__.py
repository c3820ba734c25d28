"""From evidence to decisions: findings, practices, initiatives, recommendations, and the way between them."""
