"""Structured exports of Telegram channels to messages: what the input itself states, field by field."""
