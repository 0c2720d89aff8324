"""What heartbeat.yaml says about messages: `alerts`, and how `people` are reached."""
