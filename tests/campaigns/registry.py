"""The campaigns, in the order in which they are played. A new one is one module and one line."""

from campaigns import answers, canaries, manifests, stored
from campaigns.base import Campaign

CAMPAIGNS: dict[str, Campaign] = {
    campaign.name: campaign
    for campaign in (answers.CAMPAIGN, stored.CAMPAIGN, canaries.CAMPAIGN, manifests.CAMPAIGN)
}
