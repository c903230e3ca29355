"""The room of the graph: records to nodes, nodes to quads, and the store that answers queries."""
