"""A Telegram of our own on loopback: the Bot API, its users, and a chat page in the browser.

`telegram.Emulator` is the whole; its users act through `phones.Phones`; `faults` and `limits` are switched on it;
`control` lists the HTTP API for the page and for other processes; `thread.SandboxThread` serves callers without an
event loop; the page's test ids stand in page/index.html. `python -m bot.sandbox --echo` shows it alone.
"""
