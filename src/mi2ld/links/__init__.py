"""The room of links: mappings to other vocabularies, and slices of those vocabularies."""
