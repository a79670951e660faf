using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Columns;

namespace Benchmarks;

/// <summary>
/// The limit: ONNX Runtime on rows that lie ready as its tensors want them. One session with one thread per call, and
/// as many callers as asked for.
/// </summary>
sealed unsafe class TreesInProcess : IDisposable
{
    readonly InferenceSession _session;
    readonly RunOptions _options = new();
    readonly NativeBuffer _input = new();
    readonly NativeBuffer _output = new();
    readonly int _callers;

    public TreesInProcess(string file, int callers)
    {
        _callers = callers;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new(file, options);
        _input.Reserve((nuint)Models.Rows * Models.TreeInputs * sizeof(float));
        _output.Reserve((nuint)Models.Rows * sizeof(float));
    }

    public double Sum
    {
        get
        {
            var sum = 0.0;
            foreach (var answer in Answers)
                sum += answer;
            return sum;
        }
    }

    public ReadOnlySpan<float> Answers => new(_output.Pointer, Models.Rows);

    public void Fill(int column, ReadOnlySpan<double> values)
    {
        for (var row = 0; row < values.Length; row++)
            ((float*)_input.Pointer)[row * Models.TreeInputs + column] = (float)values[row];
    }

    public void Run(int batch, int rows) => Callers.Run(_callers, rows, (_, start, count) =>
    {
        for (var at = start; at < start + count; at += batch)
            RunBatch(at, Math.Min(batch, start + count - at));
    });

    void RunBatch(int start, int rows)
    {
        using var input = Tensor((float*)_input.Pointer + (long)start * Models.TreeInputs, rows, Models.TreeInputs);
        using var output = Tensor((float*)_output.Pointer + start, rows, 1);
        _session.Run(_options, [_session.InputNames[0]], [input], [_session.OutputNames[0]], [output]);
    }

    static OrtValue Tensor(float* values, int rows, int width) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [rows, width], (nint)values, (long)rows * width * sizeof(float));

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
        _input.Dispose();
        _output.Dispose();
    }
}
