using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>Runs a text model for one caller at a time, from memory that it keeps.</summary>
sealed unsafe class TextRunner(TextPlan plan, TextOutput output, ITextAnswer answer) : IDisposable
{
    readonly TokenizerScratch _scratch = new();
    readonly GrowingList<int> _tokens = new();
    readonly GrowingList<int> _ends = new();
    readonly GrowingList<long> _order = new();
    readonly GrowingList<int> _lengths = new();
    readonly GrowingList<double> _numbers = new();
    readonly TokenTensors _tensors = new(plan);
    readonly ITensorMemory _output = plan.Loaded.CreateSmallMemory();
    readonly RunOptions _runOptions = new() { LogSeverityLevel = OnnxLog.Level };

    public void Run(ColumnBatch batch, ResultColumns results, CancellationToken cancellation)
    {
        Tokenize(batch[0], batch.RowCount, cancellation);
        Sort(batch.RowCount);
        _numbers.Clear();
        _numbers.Extend(batch.RowCount * output.Width);
        var stop = cancellation.UnsafeRegister(static runner => ((TextRunner)runner!)._runOptions.Terminate = true, this);
        try
        {
            for (var start = 0; start < batch.RowCount;)
            {
                cancellation.ThrowIfCancellationRequested();
                var size = LengthGroups.Size(_lengths.Span, start, plan);
                RunGroup(start, size);
                start += size;
            }
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxErrors.Failed(plan.Model, exception);
        }
        finally
        {
            // Waits for a termination that is under way, so that it cannot hit the next call.
            stop.Dispose();
            _runOptions.Terminate = false;
        }

        answer.Write(plan.Model, _numbers.Span, batch.RowCount, results);
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _output.Dispose();
        _runOptions.Dispose();
    }

    void Tokenize(in ColumnView texts, int rows, CancellationToken cancellation)
    {
        _tokens.Clear();
        _ends.Clear();
        for (var row = 0; row < rows; row++)
        {
            if (row % 64 == 0)
                cancellation.ThrowIfCancellationRequested();
            var before = _tokens.Count;
            plan.Tokenizer.Encode(texts.Utf8At(row), plan.MaxTokens, _scratch, _tokens);
            if (_tokens.Count == before)
            {
                throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                    $"Model '{plan.Model}': a text has no tokens, and the model's tokenizer adds none.", "Leave empty texts out, or set ON_ERROR to 'null'.");
            }

            _ends.Add(_tokens.Count);
        }
    }

    /// <summary>Shortest first; the rows of one length as they come.</summary>
    void Sort(int rows)
    {
        _order.Clear();
        for (var row = 0; row < rows; row++)
            _order.Add(((long)TokensOf(row).Length << 32) | (uint)row);
        _order.Span.Sort();
        _lengths.Clear();
        foreach (var entry in _order.Span)
            _lengths.Add((int)(entry >> 32));
    }

    void RunGroup(int start, int size)
    {
        // A model that takes a fixed number of rows is run as often as it takes, the last row filling it up.
        var tensorRows = plan.Inputs.FixedRows > 0 ? plan.Inputs.FixedRows : size;
        var rowLength = LengthGroups.RowLength(_lengths[start + size - 1], plan);
        for (var done = 0; done < size; done += tensorRows)
        {
            var rows = Math.Min(tensorRows, size - done);
            _tensors.Start(tensorRows, rowLength);
            for (var row = 0; row < tensorRows; row++)
                _tensors.Fill(row, rowLength, TokensOf(RowAt(start + done + Math.Min(row, rows - 1))));
            RunModel(tensorRows);
            for (var row = 0; row < rows; row++)
                output.Read(_output.Pointer, row, _numbers.Span.Slice(RowAt(start + done + row) * output.Width, output.Width));
        }
    }

    void RunModel(int rows)
    {
        var bytes = (long)rows * output.Width * output.Tensor.Element!.Value.Width();
        _output.Reserve((nuint)bytes);
        using var value = OrtValue.CreateTensorValueWithData(_output.Location, output.Tensor.TensorType, output.Shape(rows), (nint)_output.Pointer, bytes);
        using var binding = plan.Session.CreateIoBinding();
        _tensors.Bind(binding);
        binding.BindOutput(output.Tensor.Name, value);
        plan.Session.RunWithBinding(_runOptions, binding);
    }

    int RowAt(int place) => (int)_order[place];

    ReadOnlySpan<int> TokensOf(int row) => _tokens.Span[(row == 0 ? 0 : _ends[row - 1]).._ends[row]];
}
