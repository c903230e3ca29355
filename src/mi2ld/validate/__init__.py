"""The room that checks: shapes and texts to problems that point at the dossier's lines."""
