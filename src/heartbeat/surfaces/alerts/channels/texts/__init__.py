"""Messages in the forms that single channels need: the HTML of Telegram, a letter."""
