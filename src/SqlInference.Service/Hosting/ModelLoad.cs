namespace SqlInference.Service.Hosting;

/// <summary>One load under way, and who waits for it. Guarded by its <see cref="ModelSlot"/>.</summary>
sealed class ModelLoad
{
    public Task<LoadedModel> Task { get; set; } = null!;

    /// <summary>Requests that wait, each of which will be inside of the model once it is there.</summary>
    public int Waiting { get; set; }

    /// <summary>The model, once those who waited are inside of it.</summary>
    public LoadedModel? Entered { get; set; }

    /// <summary>Nobody needs the model but those who wait.</summary>
    public bool IsRetired { get; set; }
}
