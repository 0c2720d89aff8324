"""How an audit is told: findings and verdict become blocks, blocks become Markdown. Pure; the same facts give the same text."""
