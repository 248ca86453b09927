"""The published site: the pages of the desk as files that open from a folder, with data, a feed and briefs."""
