namespace SqlInference.Service.Hosting;

/// <summary>What a process has in memory, and what it took to have it there, since the process started.</summary>
/// <param name="Resident">Models in memory.</param>
/// <param name="ResidentBytes">What they take, and what is set aside for those that are being loaded.</param>
/// <param name="BudgetBytes">What they may take; null for as much as there is.</param>
/// <param name="Hits">Requests that found their model in memory.</param>
/// <param name="Misses">Requests that had to wait for it.</param>
/// <param name="Evictions">Models that gave way to others; <paramref name="Unloads"/> counts replaced and dropped ones too.</param>
/// <param name="LoadTime">The time that all loads took together.</param>
public sealed record ModelHostSnapshot(
    int Resident,
    long ResidentBytes,
    long? BudgetBytes,
    long Hits,
    long Misses,
    long Loads,
    long Unloads,
    long Evictions,
    TimeSpan LoadTime);
