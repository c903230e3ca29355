"""The room of questions: the catalogue of queries, running them, and writing their answers."""
