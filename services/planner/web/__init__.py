"""The planner's pages: rendered on the server from `MorningView`, live by server-sent events, without any CDN."""
