using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Results;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>All the memory that one call of a function needs at a time, used again by later calls. Not thread-safe.</summary>
sealed class CallContext : IDisposable
{
    readonly PredictionFunction _function;
    readonly ResultWriter _writer;
    readonly ColumnReader[] _readers;
    readonly ColumnBuffer[] _converted;
    readonly string[] _argumentNames;
    readonly ColumnBatch _batch;
    readonly ResultColumns _results;
    readonly CompletionWaiter _waiter = new();

    public CallContext(PredictionFunction function, IReadOnlyList<DuckDbType> argumentTypes, ResultWriter writer)
    {
        _function = function;
        _writer = writer;
        _argumentNames = [.. function.Parameters.Select((parameter, i) => $"argument {i + 1} ({parameter.Name})")];
        _readers = [.. argumentTypes.Select((type, i) => new ColumnReader(type, _argumentNames[i], function.Scorer.Signature.Inputs[i].Type.ListLength))];
        _converted = [.. argumentTypes.Select(_ => new ColumnBuffer())];
        _batch = new(argumentTypes.Count);
        _results = new(function.Scorer.Signature.Outputs.Count, function.Output);
    }

    /// <summary>Scores the rows of <paramref name="chunk"/> into <paramref name="output"/>, blocking until it is done.</summary>
    public void Score(nint chunk, nint output, RequestContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var rows = (int)DuckDbNative.ChunkSize(chunk);
        var inputs = _function.Scorer.Signature.Inputs;
        for (var i = 0; i < _readers.Length; i++)
        {
            var argument = _readers[i].Read(DuckDbNative.ChunkVector(chunk, (ulong)i), rows);
            _batch[i] = ColumnConverter.Convert(argument, inputs[i].Type.Element, _converted[i], _argumentNames[i]);
        }

        _batch.RowCount = rows;

        _waiter.Wait(_function.Scorer.ScoreAsync(_batch, _results, context));

        var answer = _results[_function.Output]!.View;
        if (answer.RowCount != rows)
        {
            throw new SqlInferenceException(ErrorConditions.ResponseInvalid,
                $"{answer.RowCount} answers came for {rows} rows.", "The model or its endpoint is at fault; nothing was returned.");
        }

        _writer.Write(answer, output);
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
            reader.Dispose();
        foreach (var buffer in _converted)
            buffer.Dispose();
        _results.Dispose();
        _waiter.Dispose();
    }
}
