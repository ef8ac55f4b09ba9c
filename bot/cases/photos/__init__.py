"""Looking at photographs that strangers sent, without trusting a byte of them.

`inspector.Inspector` is what the bot uses. It asks a child process (`worker`), which forks once more for each file,
takes the fork's rights away (`limits`), and only then lets a decoder see the bytes (`formats`, `picture`, `metadata`).
What comes back over the pipe (`wire`) is believed only as far as `inspection` can check it.

Nothing is imported here: the child shall load no more than it needs.
"""
