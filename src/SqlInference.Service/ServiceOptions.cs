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

    /// <summary>The most memory of a GPU that one model may take; null for as much as there is.</summary>
    public long? GpuMemoryBytes { get; init; }

    /// <summary>The library that trains boosted trees; null to look for it.</summary>
    public string? XGBoostLibrary { get; init; }

    /// <summary>Which other services models may call.</summary>
    public RemoteAccess Remote { get; init; } = new();

    /// <summary>
    /// The memory for loaded models; null for as much as there is. Models that no request is using give way to others,
    /// and are loaded again when they are asked for.
    /// </summary>
    public long? ModelMemoryBytes { get; init; }

    /// <summary>How long a model that is to be loaded waits for room while everything in memory is in use.</summary>
    public TimeSpan ModelMemoryWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes of rows may wait for models, all together; null for as many as each model's queue takes.</summary>
    public long? QueueBytes { get; init; }

    /// <summary>How many models are trained at once; others wait their turn.</summary>
    public int TrainingsAtOnce { get; init; } = 1;

    /// <summary>The threads of all trainings together: half of the processor's, so that serving has the others.</summary>
    public int TrainingThreads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Receives what an operator should hear once.</summary>
    public Notices Notices { get; init; } = new(static _ => { });

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal int ThreadsPerTraining => Math.Max(1, TrainingThreads / TrainingsAtOnce);

    /// <summary>Told of every step of a statement; for tests that stop the process there.</summary>
    internal IStepObserver? Observer { get; init; }
}
