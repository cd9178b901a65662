"""The campaigns, in the order in which they are played. A new one is one module and one line."""

from campaigns import disks, edits, kills, races, races_real, signals, states
from campaigns.base import Campaign

CAMPAIGNS: dict[str, Campaign] = {
    campaign.name: campaign
    for campaign in (
        kills.CAMPAIGN,
        signals.CAMPAIGN,
        disks.CAMPAIGN,
        races_real.CAMPAIGN,
        races.CAMPAIGN,
        edits.CAMPAIGN,
        states.CAMPAIGN,
    )
}
