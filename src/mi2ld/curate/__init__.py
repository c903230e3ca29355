"""The curator's tools: proposals from a text, previews, tables, the JSON Schema, the register of published ids."""
