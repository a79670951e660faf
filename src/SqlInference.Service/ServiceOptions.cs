using SqlInference.Catalog;
using SqlInference.Inference.Devices;
using SqlInference.Service.Remote;

namespace SqlInference.Service;

/// <summary>What an operator decides.</summary>
public sealed record ServiceOptions
{
    /// <summary>The folders that CREATE MODEL … FROM 'file' may read; null for any, and for administrators only.</summary>
    public IReadOnlyList<string>? ModelFolders { get; init; }

    /// <summary>Where models run that do not say.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Which other services models may call.</summary>
    public RemoteAccess Remote { get; init; } = new();

    /// <summary>Receives what an operator should hear once.</summary>
    public Notices Notices { get; init; } = new(static _ => { });

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of every step of a statement; for tests that stop the process there.</summary>
    internal IStepObserver? Observer { get; init; }
}
