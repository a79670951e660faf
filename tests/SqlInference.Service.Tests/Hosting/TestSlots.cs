using SqlInference.Inference.Scoring;
using SqlInference.Inference.Statistics;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Tests.Hosting;

/// <summary>Places of models under one budget of memory, and what became of the models.</summary>
sealed class TestSlots(long? budget, TimeProvider? time = null)
{
    static readonly ScoringOptions Uncached = new() { Cache = false };

    public static readonly RequestContext Anybody = new(1, null, CancellationToken.None);

    readonly TimeProvider _time = time ?? TimeProvider.System;

    public ResidentModels Residents { get; } = new(budget, TimeSpan.FromSeconds(10), time ?? TimeProvider.System);

    public List<TestBackend> Made { get; } = [];

    public ModelHostSnapshot State => Residents.Snapshot();

    /// <param name="before">Awaited before the model is there; may fail.</param>
    /// <param name="expected">What it was taken for before it was loaded.</param>
    public ModelSlot Slot(string name, long bytes, Func<Task>? before = null, long? expected = null) => new(
        name, new ModelStatistics(), slot => Residents.LoadAsync(name, slot.KnownBytes ?? expected ?? bytes, () => LoadAsync(slot, name, bytes, before)), _time);

    public static Task<LoadedModel> EnterAsync(ModelSlot slot, DateTimeOffset? deadline = null, CancellationToken cancellation = default) =>
        slot.TryEnter() is { } there ? Task.FromResult(there) : slot.EnterAsync(new(1, deadline, cancellation));

    /// <summary>One request, from its beginning to its end.</summary>
    public static async Task UseAsync(ModelSlot slot) => (await EnterAsync(slot)).Leave();

    async ValueTask<LoadedModel> LoadAsync(ModelSlot slot, string name, long bytes, Func<Task>? before)
    {
        await (before?.Invoke() ?? Task.CompletedTask);
        var backend = new TestBackend(bytes);
        lock (Made)
            Made.Add(backend);
        return new(slot, new(backend, name, Uncached, _time, slot.Statistics), "cpu", bytes, Residents) { LoadTime = TimeSpan.FromMilliseconds(1) };
    }
}
