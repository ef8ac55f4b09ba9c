"""What is kept: typed models, queries by subject, transactions, migrations, media. Synchronous throughout."""
