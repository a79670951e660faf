namespace SqlInference.Catalog.Tests;

sealed class ManualClock : TimeProvider
{
    DateTimeOffset _now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
