"""The campaigns, in the order in which they are played. A new one is one module and one line."""

from campaigns import edits, races, states
from campaigns.base import Campaign

_ALL = (states.CAMPAIGN, edits.CAMPAIGN, races.CAMPAIGN)
CAMPAIGNS: dict[str, Campaign] = {campaign.name: campaign for campaign in _ALL}
