"""Values in a piece of text: dates, entities, places, speakers, quotes, emoji markers, language."""
