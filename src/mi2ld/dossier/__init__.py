"""The room that reads dossiers: text to records with their places. It knows no RDF."""
