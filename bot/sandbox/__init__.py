"""A Telegram of our own on loopback: the Bot API, its users, and a chat page in the browser."""
