"""What a drift cron says to people and to monitoring: notifications, metrics, pings."""
