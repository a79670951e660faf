namespace SqlInference.Server.Metrics;

readonly record struct ProcessFigures(TimeSpan Uptime, TimeSpan ProcessorTime, long ResidentBytes, long ManagedBytes);
