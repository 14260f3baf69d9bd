"""Gold, scorers, statistics and reports: is this prompt, model or change better?"""
