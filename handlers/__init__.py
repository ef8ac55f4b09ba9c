"""All that knows Telegram: intake, updates into events, events into cases, intents into messages, delivery."""
