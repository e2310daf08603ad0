"""YouTube: a channel through the Data API, or through its key-less Atom feed."""

from connectors.youtube.channel_feed import ChannelFeed
from connectors.youtube.data_api import DataApi

__all__ = ["ChannelFeed", "DataApi"]
