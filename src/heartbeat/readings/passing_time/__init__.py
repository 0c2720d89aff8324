"""What time brings to incidents and channels, without any reading: owed messages, reminders, steps, digests, proofs."""
