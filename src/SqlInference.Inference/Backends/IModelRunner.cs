using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Backends;

/// <summary>Runs a model for one caller at a time, from memory that it keeps.</summary>
interface IModelRunner : IDisposable
{
    void Run(ColumnBatch batch, ResultColumns results, CancellationToken cancellation);
}
