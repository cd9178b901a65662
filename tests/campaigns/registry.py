"""The campaigns, in the order in which they are played. A new one is one module and one line."""

from campaigns import states
from campaigns.base import Campaign

_ALL = (states.CAMPAIGN,)
CAMPAIGNS: dict[str, Campaign] = {campaign.name: campaign for campaign in _ALL}
