"""The campaigns, in the order in which they are played. A new one is one module and one line."""

from campaigns import (
    answers,
    canaries,
    disks,
    edits,
    kills,
    manifests,
    races,
    races_real,
    signals,
    states,
    stored,
)
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
        canaries.CAMPAIGN,
        manifests.CAMPAIGN,
        answers.CAMPAIGN,
        stored.CAMPAIGN,
    )
}
