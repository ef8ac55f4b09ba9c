"""The picture of a day, drawn in a child process.

`painter.paint` is what the bot uses. It hands the words and numbers of a `picture.Picture` to a child (`drawing`),
which alone loads matplotlib, and gets a PNG back. Nothing is imported here: the bot itself shall load no plotting
library.
"""
