"""How complete the record of each site is, by a minimum standard: a judgement of the record, never of the site."""
