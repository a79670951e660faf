using System.Diagnostics;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Runs a model for one caller at a time, from memory that it keeps: tensors are bound to ONNX Runtime once per number
/// of rows, so that a call for as many rows as one of the last two only converts, runs and copies.
/// </summary>
sealed unsafe class OnnxRunner : IModelRunner
{
    readonly OnnxPlan _plan;
    readonly ITensorMemory[] _inputs;
    readonly ITensorMemory[] _outputs;
    readonly RunOptions _runOptions = new() { LogSeverityLevel = OnnxLog.Level };
    BoundTensors? _latest;
    BoundTensors? _previous;

    public OnnxRunner(OnnxPlan plan)
    {
        _plan = plan;
        _inputs = [.. plan.Inputs.Select(_ => plan.Loaded.CreateMemory())];
        _outputs = [.. plan.Outputs.Select(_ => plan.Loaded.CreateMemory())];
    }

    public void Run(ColumnBatch batch, ResultColumns results, CancellationToken cancellation)
    {
        var wanted = Reset(results, batch.RowCount);
        if (wanted == 0)
            return;
        var stop = cancellation.UnsafeRegister(static runner => ((OnnxRunner)runner!)._runOptions.Terminate = true, this);
        try
        {
            // A model that takes a fixed number of rows is run as often as it takes.
            var step = _plan.FixedRows > 0 ? _plan.FixedRows : batch.RowCount;
            for (var start = 0; start < batch.RowCount; start += step)
                RunRows(batch, start, Math.Min(step, batch.RowCount - start), step, results, wanted);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxErrors.Failed(_plan.Model, exception);
        }
        finally
        {
            // Waits for a termination that is under way, so that it cannot hit the next call.
            stop.Dispose();
            _runOptions.Terminate = false;
        }
    }

    void RunRows(ColumnBatch batch, int start, int rows, int tensorRows, ResultColumns results, ulong wanted)
    {
        var bound = Bind(tensorRows, wanted);
        for (var i = 0; i < _plan.Inputs.Count; i++)
            Fill(_plan.Inputs[i], batch, start, rows, tensorRows, _inputs[i].Pointer, bound.Input(i));
        bound.Run(_plan.Session, _runOptions);
        for (var i = 0; i < _plan.Outputs.Count; i++)
        {
            if (results[i] is { } column)
                _plan.Outputs[i].CopyTo(column, start, rows, _outputs[i].Pointer, bound.Output(i)!);
        }
    }

    /// <summary>Prepares the wanted columns, and says which they are.</summary>
    ulong Reset(ResultColumns results, int rows)
    {
        var wanted = 0UL;
        for (var i = 0; i < _plan.Outputs.Count; i++)
        {
            if (results[i] is not { } column)
                continue;
            column.Reset(_plan.Outputs[i].Output.Type, rows);
            wanted |= 1UL << i;
        }

        return rows == 0 ? 0 : wanted;
    }

    BoundTensors Bind(int rows, ulong wanted)
    {
        if (_latest is { } latest && latest.Fits(rows, wanted))
            return latest;
        (_latest, _previous) = (_previous, _latest);
        if (_latest is { } previous && previous.Fits(rows, wanted))
            return previous;

        _latest?.Dispose();
        _latest = null;
        if (Reserve(rows, wanted))
        {
            // The memory has moved.
            _previous?.Dispose();
            _previous = null;
        }

        return _latest = new BoundTensors(_plan, rows, wanted, _inputs, _outputs);
    }

    bool Reserve(int rows, ulong wanted)
    {
        var moved = false;
        for (var i = 0; i < _inputs.Length; i++)
            moved |= Reserve(_inputs[i], (long)rows * _plan.Inputs[i].RowBytes);
        for (var left = wanted; left != 0; left &= left - 1)
        {
            var i = BitOperations.TrailingZeroCount(left);
            moved |= Reserve(_outputs[i], (long)rows * _plan.Outputs[i].RowBytes);
        }

        return moved;
    }

    static bool Reserve(ITensorMemory buffer, long bytes)
    {
        var before = buffer.Pointer;
        return buffer.Reserve((nuint)bytes) != before;
    }

    void Fill(InputPlan input, ColumnBatch batch, int start, int rows, int tensorRows, byte* target, OrtValue value)
    {
        if (input.IsText)
        {
            FillText(input, batch, start, rows, tensorRows, value);
            return;
        }

        // Rows are filled in strips that stay in the first-level cache while every column passes over them.
        var strip = input.Sources.Length == 1 ? rows : Math.Max(8, 16384 / input.RowBytes);
        for (var done = 0; done < rows; done += strip)
        {
            var count = Math.Min(strip, rows - done);
            foreach (var source in input.Sources)
                Spread(input, source, batch, start + done, count, target + (long)done * input.RowBytes);
        }

        // The model wants more rows: the last one again, which it can be trusted to take.
        for (var row = rows; row < tensorRows; row++)
            Buffer.MemoryCopy(target + (long)(rows - 1) * input.RowBytes, target + (long)row * input.RowBytes, input.RowBytes, input.RowBytes);
    }

    void Spread(InputPlan input, InputSource source, ColumnBatch batch, int start, int rows, byte* target)
    {
        ref readonly var column = ref batch[source.Column];
        Debug.Assert(column.Type.Element == source.Element && column.Type.ElementsPerRow == source.Width && start + rows <= column.RowCount);
        var strip = new ColumnInterleaver.Strip
        {
            Values = column.Values,
            Validity = source.AcceptsNull ? column.Validity : null,
            Start = start,
            Rows = rows,
            Width = source.Width,
            Target = target + source.Offset * (long)input.ElementBytes,
            Stride = input.Width,
        };
        if (!source.Kernel(strip))
            throw OnnxErrors.NotRepresentable(_plan.Model, input, source);
    }

    static void FillText(InputPlan input, ColumnBatch batch, int start, int rows, int tensorRows, OrtValue value)
    {
        foreach (var source in input.Sources)
        {
            ref readonly var column = ref batch[source.Column];
            for (var row = 0; row < tensorRows; row++)
            {
                var from = start + Math.Min(row, rows - 1);
                var text = source.AcceptsNull && !column.IsValid(from) ? default : column.Utf8At(from);
                value.StringTensorSetElementAt(text, row * input.Width + source.Offset);
            }
        }
    }

    public void Dispose()
    {
        _latest?.Dispose();
        _previous?.Dispose();
        _runOptions.Dispose();
        foreach (var buffer in _inputs)
            buffer.Dispose();
        foreach (var buffer in _outputs)
            buffer.Dispose();
    }
}
